CREATE TABLE "bulletin" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"topic" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"author_id" uuid NOT NULL,
	"editor_id" uuid NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp with time zone,
	"audience" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"corrects_run_id" uuid,
	"digest" boolean DEFAULT false NOT NULL,
	"starts_at" timestamp with time zone,
	"weekly" jsonb,
	"next_at" timestamp with time zone,
	"valid_hours" smallint DEFAULT 24 NOT NULL,
	"most_milli" bigint,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bulletin_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bulletin_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"state" text NOT NULL,
	"content" jsonb NOT NULL,
	"resend_of" uuid,
	"planned_to" uuid,
	"planned" integer DEFAULT 0 NOT NULL,
	"handled" integer DEFAULT 0 NOT NULL,
	"milli" bigint DEFAULT 0 NOT NULL,
	"rests_until" timestamp with time zone,
	"paused_for" text,
	"started_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "bulletin_send" (
	"run_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"address_id" uuid,
	"account" text NOT NULL,
	"language" text NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"reason" text,
	"not_before" timestamp with time zone,
	CONSTRAINT "bulletin_send_run_id_contact_id_pk" PRIMARY KEY("run_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "bulletin_text" (
	"bulletin_id" uuid NOT NULL,
	"language" text NOT NULL,
	"text" text NOT NULL,
	"short" text NOT NULL,
	"audio_id" uuid,
	CONSTRAINT "bulletin_text_bulletin_id_language_pk" PRIMARY KEY("bulletin_id","language")
);
--> statement-breakpoint
CREATE TABLE "bulletin_verdict" (
	"bulletin_id" uuid NOT NULL,
	"verdict_id" uuid NOT NULL,
	"n" smallint NOT NULL,
	CONSTRAINT "bulletin_verdict_bulletin_id_verdict_id_pk" PRIMARY KEY("bulletin_id","verdict_id")
);
--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "account" text;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "address_id" uuid;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "place_code" text;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "run_id" uuid;--> statement-breakpoint
ALTER TABLE "bulletin" ADD CONSTRAINT "bulletin_author_id_staff_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin" ADD CONSTRAINT "bulletin_editor_id_staff_id_fk" FOREIGN KEY ("editor_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin" ADD CONSTRAINT "bulletin_approved_by_staff_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin" ADD CONSTRAINT "bulletin_corrects_run_id_bulletin_run_id_fk" FOREIGN KEY ("corrects_run_id") REFERENCES "public"."bulletin_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_run" ADD CONSTRAINT "bulletin_run_bulletin_id_bulletin_id_fk" FOREIGN KEY ("bulletin_id") REFERENCES "public"."bulletin"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_run" ADD CONSTRAINT "bulletin_run_resend_of_bulletin_run_id_fk" FOREIGN KEY ("resend_of") REFERENCES "public"."bulletin_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_send" ADD CONSTRAINT "bulletin_send_run_id_bulletin_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."bulletin_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_send" ADD CONSTRAINT "bulletin_send_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_send" ADD CONSTRAINT "bulletin_send_address_id_address_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."address"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_text" ADD CONSTRAINT "bulletin_text_bulletin_id_bulletin_id_fk" FOREIGN KEY ("bulletin_id") REFERENCES "public"."bulletin"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_text" ADD CONSTRAINT "bulletin_text_audio_id_blob_id_fk" FOREIGN KEY ("audio_id") REFERENCES "public"."blob"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_verdict" ADD CONSTRAINT "bulletin_verdict_bulletin_id_bulletin_id_fk" FOREIGN KEY ("bulletin_id") REFERENCES "public"."bulletin"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_verdict" ADD CONSTRAINT "bulletin_verdict_verdict_id_verdict_id_fk" FOREIGN KEY ("verdict_id") REFERENCES "public"."verdict"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulletin_next" ON "bulletin" USING btree ("next_at") WHERE "bulletin"."state" = 'approved' and "bulletin"."next_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "bulletin_run_n" ON "bulletin_run" USING btree ("bulletin_id","n");--> statement-breakpoint
CREATE INDEX "bulletin_run_open" ON "bulletin_run" USING btree ("started_at") WHERE "bulletin_run"."state" in ('planning', 'running');--> statement-breakpoint
CREATE INDEX "bulletin_send_due" ON "bulletin_send" USING btree ("run_id","account","contact_id") WHERE "bulletin_send"."state" = 'due';--> statement-breakpoint
CREATE INDEX "bulletin_send_later" ON "bulletin_send" USING btree ("run_id","not_before") WHERE "bulletin_send"."state" = 'later';--> statement-breakpoint
CREATE INDEX "bulletin_send_of_contact" ON "bulletin_send" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "bulletin_send_of_address" ON "bulletin_send" USING btree ("address_id");--> statement-breakpoint
CREATE INDEX "bulletin_verdict_of" ON "bulletin_verdict" USING btree ("verdict_id");--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_address_id_address_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."address"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_run_id_bulletin_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."bulletin_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "subscription_of_address" ON "subscription" USING btree ("address_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reply_bulletin_once" ON "reply" USING btree ("contact_id","run_id") WHERE "reply"."run_id" is not null;--> statement-breakpoint
CREATE INDEX "reply_of_run" ON "reply" USING btree ("run_id","state","finished_at") WHERE "reply"."run_id" is not null;--> statement-breakpoint
UPDATE "subscription" s SET "account" = m."account", "address_id" = m."address_id" FROM (
	SELECT DISTINCT ON ("contact_id") "contact_id", "account", "address_id" FROM "message" ORDER BY "contact_id", "id" DESC
) m WHERE m."contact_id" = s."contact_id";
