CREATE TABLE "claim_check" (
	"claim_id" uuid NOT NULL,
	"list" text NOT NULL,
	"item" text NOT NULL,
	"answer" text NOT NULL,
	"note" text,
	"by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "claim_check_claim_id_list_item_pk" PRIMARY KEY("claim_id","list","item")
);
--> statement-breakpoint
CREATE TABLE "claim_notice" (
	"id" uuid PRIMARY KEY NOT NULL,
	"claim_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "right_of_reply" (
	"id" uuid PRIMARY KEY NOT NULL,
	"claim_id" uuid NOT NULL,
	"whom" text NOT NULL,
	"way" text,
	"tried_at" timestamp with time zone,
	"outcome" text NOT NULL,
	"reason" text,
	"answer" text,
	"added_by" uuid NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "not_asked_says_why" CHECK (("right_of_reply"."outcome" = 'not_asked') = ("right_of_reply"."reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "saved_view" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"name" text NOT NULL,
	"filter" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_view_name" UNIQUE("staff_id","name")
);
--> statement-breakpoint
ALTER TABLE "verdict" DROP CONSTRAINT "verdict_by_two";--> statement-breakpoint
ALTER TABLE "claim" ALTER COLUMN "state" SET DEFAULT 'triage';--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "notice_id" uuid;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "code" text;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "state_since" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "reminded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "closed_as" text;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "duplicate_of" uuid;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "category" text;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "place_code" text;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "claimant" text;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "first_seen" text;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "first_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "context" text;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "harms" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "handed_to" uuid;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "protected" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "blob_id" uuid;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "sha256" "bytea";--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "copy_state" text;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "copy_error" text;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "copy_attempts" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "copied_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "struck_by" uuid;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "struck_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "struck_why" text;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "group_id" uuid;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "set_apart" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "suggested_claim_id" uuid;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "suggested_sure" real;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "suggested_why" jsonb;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "matched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "grouped_by" text;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "grouped_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "mismatch_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "harms" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "place_code" text;--> statement-breakpoint
ALTER TABLE "verdict" ADD COLUMN "changed" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "verdict" ADD COLUMN "sources" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "verdict" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verdict" ADD COLUMN "lead_id" uuid;--> statement-breakpoint
ALTER TABLE "verdict" ADD COLUMN "people" smallint DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "verdict" ADD COLUMN "withdrawn_by" uuid;--> statement-breakpoint
ALTER TABLE "verdict" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verdict_text" ADD COLUMN "todo" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "verdict_text" ADD COLUMN "audio_id" uuid;--> statement-breakpoint
ALTER TABLE "claim_check" ADD CONSTRAINT "claim_check_claim_id_claim_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claim"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_check" ADD CONSTRAINT "claim_check_by_staff_id_fk" FOREIGN KEY ("by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_notice" ADD CONSTRAINT "claim_notice_claim_id_claim_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claim"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_notice" ADD CONSTRAINT "claim_notice_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "right_of_reply" ADD CONSTRAINT "right_of_reply_claim_id_claim_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claim"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "right_of_reply" ADD CONSTRAINT "right_of_reply_added_by_staff_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_notice_of" ON "claim_notice" USING btree ("claim_id");--> statement-breakpoint
CREATE INDEX "right_of_reply_of_claim" ON "right_of_reply" USING btree ("claim_id");--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_notice_id_claim_notice_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."claim_notice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim" ADD CONSTRAINT "claim_duplicate_of_claim_id_fk" FOREIGN KEY ("duplicate_of") REFERENCES "public"."claim"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim" ADD CONSTRAINT "claim_handed_to_staff_id_fk" FOREIGN KEY ("handed_to") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_blob_id_blob_id_fk" FOREIGN KEY ("blob_id") REFERENCES "public"."blob"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_struck_by_staff_id_fk" FOREIGN KEY ("struck_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tip" ADD CONSTRAINT "tip_suggested_claim_id_claim_id_fk" FOREIGN KEY ("suggested_claim_id") REFERENCES "public"."claim"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_lead_id_staff_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_withdrawn_by_staff_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict_text" ADD CONSTRAINT "verdict_text_audio_id_blob_id_fk" FOREIGN KEY ("audio_id") REFERENCES "public"."blob"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "reply_notice_once" ON "reply" USING btree ("notice_id","contact_id") WHERE "reply"."notice_id" is not null;--> statement-breakpoint
CREATE INDEX "claim_open" ON "claim" USING btree ("state","state_since") WHERE "claim"."state" not in ('published', 'closed');--> statement-breakpoint
CREATE INDEX "evidence_to_copy" ON "evidence" USING btree ("added_at") WHERE "evidence"."copy_state" = 'waiting';--> statement-breakpoint
CREATE INDEX "evidence_of_blob" ON "evidence" USING btree ("blob_id");--> statement-breakpoint
CREATE INDEX "tip_unmatched" ON "tip" USING btree ("created_at") WHERE "tip"."matched_at" is null and "tip"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "tip_of_group" ON "tip" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "tip_suggested" ON "tip" USING btree ("suggested_claim_id");--> statement-breakpoint
-- What was published until now was decided by two, and a review had one step.
UPDATE "verdict" SET "people" = 2;--> statement-breakpoint
UPDATE "verdict" SET "state" = 'check' WHERE "state" = 'review';--> statement-breakpoint
UPDATE "claim" SET "state" = 'check' WHERE "state" = 'review';--> statement-breakpoint
UPDATE "claim" SET "state_since" = "updated_at";--> statement-breakpoint
CREATE UNIQUE INDEX "verdict_stands_once" ON "verdict" USING btree ("claim_id") WHERE "verdict"."state" = 'published';--> statement-breakpoint
ALTER TABLE "claim" ADD CONSTRAINT "claim_code_unique" UNIQUE("code");--> statement-breakpoint
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_by_different_people" CHECK ("verdict"."state" not in ('published', 'superseded', 'withdrawn') or ("verdict"."checker_id" is not null
        and "verdict"."checker_id" <> "verdict"."author_id" and ("verdict"."people" = 2 or ("verdict"."lead_id" is not null
        and "verdict"."lead_id" <> "verdict"."author_id" and "verdict"."lead_id" <> "verdict"."checker_id"))));