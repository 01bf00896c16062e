CREATE TABLE "quiz_answer" (
	"run_id" uuid NOT NULL,
	"n" smallint NOT NULL,
	"question" text NOT NULL,
	"answer" text NOT NULL,
	"correct" boolean NOT NULL,
	"answered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quiz_answer_run_id_n_pk" PRIMARY KEY("run_id","n")
);
--> statement-breakpoint
CREATE TABLE "quiz_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contact_id" uuid,
	"bank" text NOT NULL,
	"bank_version" integer NOT NULL,
	"medium" text NOT NULL,
	"language" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"contact_id" uuid,
	"address_id" uuid,
	"account" text NOT NULL,
	"medium" text NOT NULL,
	"text" text,
	"place_code" text,
	"place_text" text,
	"latitude" double precision,
	"longitude" double precision,
	"happened_at" timestamp with time zone,
	"happened_precision" text,
	"danger" boolean,
	"state" text DEFAULT 'open' NOT NULL,
	"taken_by" uuid,
	"taken_at" timestamp with time zone,
	"closed_by" uuid,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "report_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "report_message" (
	"report_id" uuid NOT NULL,
	"message_id" bigint NOT NULL,
	CONSTRAINT "report_message_report_id_message_id_pk" PRIMARY KEY("report_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "sensitive_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"person_hash" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"consented_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"taken_by" uuid,
	"taken_at" timestamp with time zone,
	"closed_by" uuid,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sensitive_case_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "subscription" (
	"contact_id" uuid PRIMARY KEY NOT NULL,
	"topics" text[] NOT NULL,
	"form" text NOT NULL,
	"language" text NOT NULL,
	"frequency" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "flow_version" (
	"id" serial PRIMARY KEY NOT NULL,
	"flow" text NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"source" text NOT NULL,
	"texts" jsonb NOT NULL,
	"state" text NOT NULL,
	"by" text NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"activated_at" timestamp with time zone,
	CONSTRAINT "flow_version_once" UNIQUE("flow","hash")
);
--> statement-breakpoint
CREATE TABLE "tip_message" (
	"tip_id" uuid NOT NULL,
	"message_id" bigint NOT NULL,
	CONSTRAINT "tip_message_tip_id_message_id_pk" PRIMARY KEY("tip_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "verdict_feedback" (
	"verdict_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"useful" boolean NOT NULL,
	"reason" text,
	"message_id" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "verdict_feedback_verdict_id_contact_id_pk" PRIMARY KEY("verdict_id","contact_id")
);
--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "guessed_language" text;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "person_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "clock_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "quotable" boolean;--> statement-breakpoint
ALTER TABLE "quiz_answer" ADD CONSTRAINT "quiz_answer_run_id_quiz_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."quiz_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quiz_run" ADD CONSTRAINT "quiz_run_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_address_id_address_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."address"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_taken_by_staff_id_fk" FOREIGN KEY ("taken_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_closed_by_staff_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_message" ADD CONSTRAINT "report_message_report_id_report_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."report"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_message" ADD CONSTRAINT "report_message_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sensitive_case" ADD CONSTRAINT "sensitive_case_taken_by_staff_id_fk" FOREIGN KEY ("taken_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sensitive_case" ADD CONSTRAINT "sensitive_case_closed_by_staff_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tip_message" ADD CONSTRAINT "tip_message_tip_id_tip_id_fk" FOREIGN KEY ("tip_id") REFERENCES "public"."tip"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tip_message" ADD CONSTRAINT "tip_message_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict_feedback" ADD CONSTRAINT "verdict_feedback_verdict_id_verdict_id_fk" FOREIGN KEY ("verdict_id") REFERENCES "public"."verdict"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict_feedback" ADD CONSTRAINT "verdict_feedback_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict_feedback" ADD CONSTRAINT "verdict_feedback_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quiz_run_of_contact" ON "quiz_run" USING btree ("contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "quiz_run_open" ON "quiz_run" USING btree ("contact_id","bank") WHERE "quiz_run"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "report_open" ON "report" USING btree ("kind","created_at") WHERE "report"."state" <> 'closed';--> statement-breakpoint
CREATE INDEX "report_of_contact" ON "report" USING btree ("contact_id","created_at");--> statement-breakpoint
CREATE INDEX "report_of_address" ON "report" USING btree ("address_id");--> statement-breakpoint
CREATE INDEX "report_message_of" ON "report_message" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "sensitive_open" ON "sensitive_case" USING btree ("created_at") WHERE "sensitive_case"."state" <> 'closed';--> statement-breakpoint
CREATE INDEX "sensitive_of_person" ON "sensitive_case" USING btree ("person_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "flow_version_active" ON "flow_version" USING btree ("flow") WHERE "flow_version"."state" = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "flow_version_draft" ON "flow_version" USING btree ("flow") WHERE "flow_version"."state" = 'draft';--> statement-breakpoint
CREATE INDEX "tip_message_of" ON "tip_message" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "verdict_feedback_of_contact" ON "verdict_feedback" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "verdict_feedback_of_message" ON "verdict_feedback" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "contact_clock" ON "contact" USING btree ("clock_at") WHERE "contact"."clock_at" is not null;