CREATE TABLE "blob" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"content_type" text NOT NULL,
	"kind" text NOT NULL,
	"size" integer NOT NULL,
	"sealed" "bytea",
	"perceptual" "bytea",
	"fingerprint" "bytea",
	"seconds" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expired_at" timestamp with time zone,
	CONSTRAINT "blob_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "channel_keep" (
	"channel" text NOT NULL,
	"key" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channel_keep_channel_key_pk" PRIMARY KEY("channel","key")
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" uuid NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"message_id" bigint NOT NULL,
	"n" smallint NOT NULL,
	"channel" text NOT NULL,
	"ref" jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"error" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"discard" boolean DEFAULT false NOT NULL,
	"blob_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "media_of_message" UNIQUE("message_id","n")
);
--> statement-breakpoint
CREATE TABLE "spend" (
	"day" date NOT NULL,
	"account" text NOT NULL,
	"what" text NOT NULL,
	"units" integer DEFAULT 0 NOT NULL,
	"milli" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "spend_day_account_what_pk" PRIMARY KEY("day","account","what")
);
--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "knocked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "fragment" jsonb;--> statement-breakpoint
ALTER TABLE "part" ADD COLUMN "extra" jsonb;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "undelivered" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "trouble_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "alerted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "link" text;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "link_note" text;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "link_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "last_in_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "last_out_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "refusals" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "last_refusal" text;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "last_refusal_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sender" ADD COLUMN "caught_up_to" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tip" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_blob_id_blob_id_fk" FOREIGN KEY ("blob_id") REFERENCES "public"."blob"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blob_by_age" ON "blob" USING btree ("created_at") WHERE "blob"."sealed" is not null;--> statement-breakpoint
CREATE INDEX "media_due" ON "media" USING btree ("due_at") WHERE "media"."state" = 'waiting' or "media"."discard";--> statement-breakpoint
CREATE INDEX "media_of_blob" ON "media" USING btree ("blob_id");--> statement-breakpoint
CREATE INDEX "reply_held" ON "reply" USING btree ("contact_id") WHERE "reply"."state" = 'held';--> statement-breakpoint
CREATE INDEX "reply_of_blob" ON "reply" USING btree (("content" -> 'attachment' ->> 'blobId')) WHERE "reply"."content" -> 'attachment' is not null;--> statement-breakpoint
CREATE INDEX "tip_of_message" ON "tip" USING btree ("message_id");