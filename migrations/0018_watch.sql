CREATE TABLE "incident" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"state" text DEFAULT 'received' NOT NULL,
	"state_since" timestamp with time zone NOT NULL,
	"code" text NOT NULL,
	"quantity" double precision,
	"place_number" text,
	"place_code" text,
	"latitude" double precision,
	"longitude" double precision,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"severity" text NOT NULL,
	"urgency" text NOT NULL,
	"certainty" text DEFAULT 'Unknown' NOT NULL,
	"certainty_set_by" uuid,
	"summary" text,
	"accused" text[] DEFAULT '{}'::text[] NOT NULL,
	"opened_at" timestamp with time zone,
	"exercise" boolean NOT NULL,
	"confirmed_by" uuid,
	"confirmed_for" text,
	"closing_by" uuid,
	"closing_for" text,
	"duplicate_of" uuid,
	"held_by" uuid,
	"held_until" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"paused_seconds" double precision DEFAULT 0 NOT NULL,
	"alerted_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "incident_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "incident_report" (
	"incident_id" uuid NOT NULL,
	"report_id" uuid NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "incident_report_incident_id_report_id_pk" PRIMARY KEY("incident_id","report_id")
);
--> statement-breakpoint
CREATE TABLE "transmission" (
	"id" uuid PRIMARY KEY NOT NULL,
	"incident_id" uuid NOT NULL,
	"institution" text NOT NULL,
	"type" text NOT NULL,
	"cap" text NOT NULL,
	"cap_identifier" text NOT NULL,
	"sent_at" timestamp (0) with time zone NOT NULL,
	"sent_by" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" uuid,
	"response" text,
	"responded_at" timestamp with time zone,
	"responded_by" uuid,
	"alerted_at" timestamp with time zone,
	"left_out" jsonb NOT NULL,
	CONSTRAINT "transmission_cap_identifier_unique" UNIQUE("cap_identifier")
);
--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "institution" text;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_certainty_set_by_staff_id_fk" FOREIGN KEY ("certainty_set_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_confirmed_by_staff_id_fk" FOREIGN KEY ("confirmed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_closing_by_staff_id_fk" FOREIGN KEY ("closing_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_held_by_staff_id_fk" FOREIGN KEY ("held_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_report" ADD CONSTRAINT "incident_report_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_report" ADD CONSTRAINT "incident_report_report_id_report_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."report"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmission" ADD CONSTRAINT "transmission_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmission" ADD CONSTRAINT "transmission_sent_by_staff_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmission" ADD CONSTRAINT "transmission_acknowledged_by_staff_id_fk" FOREIGN KEY ("acknowledged_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmission" ADD CONSTRAINT "transmission_responded_by_staff_id_fk" FOREIGN KEY ("responded_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_open" ON "incident" USING btree ("exercise","code","last_seen_at");--> statement-breakpoint
CREATE INDEX "incident_state" ON "incident" USING btree ("state","state_since");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_of_report" ON "incident_report" USING btree ("report_id");--> statement-breakpoint
CREATE INDEX "transmission_of" ON "transmission" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "transmission_due" ON "transmission" USING btree ("due_at");