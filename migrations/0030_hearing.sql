CREATE TABLE "listening_mark" (
	"staff_id" uuid NOT NULL,
	"sentence" text NOT NULL,
	"engine" text NOT NULL,
	"mark" smallint NOT NULL,
	"heard" text DEFAULT '' NOT NULL,
	"marked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "listening_mark_staff_id_sentence_engine_pk" PRIMARY KEY("staff_id","sentence","engine"),
	CONSTRAINT "mark_of_five" CHECK ("listening_mark"."mark" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "spoken_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"verdict_id" uuid NOT NULL,
	"language" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"contact_id" uuid,
	"message_id" bigint,
	"ended_at" timestamp with time zone,
	"refused" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "spoken_code_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
ALTER TABLE "blob" ADD COLUMN "waveform" text;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "form" text;--> statement-breakpoint
ALTER TABLE "verdict_text" ADD COLUMN "audio_synthetic" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "verdict_text" ADD COLUMN "speak_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verdict_text" ADD COLUMN "speak_tries" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "listening_mark" ADD CONSTRAINT "listening_mark_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spoken_code" ADD CONSTRAINT "spoken_code_verdict_id_verdict_id_fk" FOREIGN KEY ("verdict_id") REFERENCES "public"."verdict"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spoken_code" ADD CONSTRAINT "spoken_code_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spoken_code" ADD CONSTRAINT "spoken_code_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spoken_code" ADD CONSTRAINT "spoken_code_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "spoken_code_of_contact" ON "spoken_code" USING btree ("contact_id") WHERE "spoken_code"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "spoken_code_open" ON "spoken_code" USING btree ("created_at") WHERE "spoken_code"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "spoken_code_of_verdict" ON "spoken_code" USING btree ("verdict_id");--> statement-breakpoint
CREATE INDEX "verdict_text_to_speak" ON "verdict_text" USING btree ("speak_at") WHERE "verdict_text"."speak_at" is not null;