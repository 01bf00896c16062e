CREATE TABLE "observer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"organisation" text NOT NULL,
	"language" text NOT NULL,
	"place_number" text,
	"deputy_of" uuid,
	"supervisor" uuid,
	"buddy" uuid,
	"verbosity" text DEFAULT 'full' NOT NULL,
	"training" boolean DEFAULT false NOT NULL,
	"blocked_at" timestamp with time zone,
	"blocked_by" uuid,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "observer_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "observer_phone" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"observer_id" uuid NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "polling_centre" (
	"number" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"code" text,
	"place_code" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "polling_centre_code_unique" UNIQUE("code")
);
--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "observer_id" uuid;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "items" jsonb;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "place_number" text;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "ask" text;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "strange_phone" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "seized" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "duress" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "exercise" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "before" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "observer" ADD CONSTRAINT "observer_deputy_of_observer_id_fk" FOREIGN KEY ("deputy_of") REFERENCES "public"."observer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observer" ADD CONSTRAINT "observer_supervisor_observer_id_fk" FOREIGN KEY ("supervisor") REFERENCES "public"."observer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observer" ADD CONSTRAINT "observer_buddy_observer_id_fk" FOREIGN KEY ("buddy") REFERENCES "public"."observer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observer" ADD CONSTRAINT "observer_blocked_by_observer_id_fk" FOREIGN KEY ("blocked_by") REFERENCES "public"."observer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observer_phone" ADD CONSTRAINT "observer_phone_observer_id_observer_id_fk" FOREIGN KEY ("observer_id") REFERENCES "public"."observer"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "observer_phone_of" ON "observer_phone" USING btree ("observer_id");--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_observer_id_observer_id_fk" FOREIGN KEY ("observer_id") REFERENCES "public"."observer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_of_observer" ON "report" USING btree ("observer_id","created_at") WHERE "report"."observer_id" is not null;