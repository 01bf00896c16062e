CREATE TABLE "campaign" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" serial NOT NULL,
	"title" text NOT NULL,
	"kind" text NOT NULL,
	"bank" text,
	"topic" text NOT NULL,
	"audience" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"questions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"starts_on" text,
	"minutes" smallint NOT NULL,
	"remind_hours" smallint,
	"state" text DEFAULT 'draft' NOT NULL,
	"author_id" uuid NOT NULL,
	"editor_id" uuid NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "campaign_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "campaign_answer" (
	"participant_id" uuid NOT NULL,
	"n" smallint NOT NULL,
	"answer" text,
	"correct" boolean,
	"medium" text NOT NULL,
	"language" text NOT NULL,
	"answered_at" timestamp with time zone NOT NULL,
	"seconds" integer,
	CONSTRAINT "campaign_answer_participant_id_n_pk" PRIMARY KEY("participant_id","n")
);
--> statement-breakpoint
CREATE TABLE "campaign_participant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"contact_id" uuid,
	"commune" text
);
--> statement-breakpoint
ALTER TABLE "bulletin" ADD COLUMN "campaign_id" uuid;--> statement-breakpoint
ALTER TABLE "bulletin" ADD COLUMN "question" smallint;--> statement-breakpoint
ALTER TABLE "bulletin" ADD COLUMN "reminder" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "bulletin_run" ADD COLUMN "reminds_of" uuid;--> statement-breakpoint
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_author_id_staff_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_editor_id_staff_id_fk" FOREIGN KEY ("editor_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_approved_by_staff_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_answer" ADD CONSTRAINT "campaign_answer_participant_id_campaign_participant_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."campaign_participant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_participant" ADD CONSTRAINT "campaign_participant_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_participant" ADD CONSTRAINT "campaign_participant_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "campaign_open" ON "campaign" USING btree ("ends_at") WHERE "campaign"."state" in ('approved', 'running');--> statement-breakpoint
CREATE UNIQUE INDEX "campaign_participant_once" ON "campaign_participant" USING btree ("campaign_id","contact_id");--> statement-breakpoint
CREATE INDEX "campaign_participant_of_contact" ON "campaign_participant" USING btree ("contact_id");--> statement-breakpoint
ALTER TABLE "bulletin" ADD CONSTRAINT "bulletin_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_run" ADD CONSTRAINT "bulletin_run_reminds_of_bulletin_run_id_fk" FOREIGN KEY ("reminds_of") REFERENCES "public"."bulletin_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bulletin_of_campaign" ON "bulletin" USING btree ("campaign_id","question","reminder") WHERE "bulletin"."campaign_id" is not null;