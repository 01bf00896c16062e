ALTER TABLE "bulletin_text" ADD COLUMN "audio_synthetic" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "bulletin_text" ADD COLUMN "speak_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bulletin_text" ADD COLUMN "speak_tries" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "bulletin_text_to_speak" ON "bulletin_text" USING btree ("speak_at") WHERE "bulletin_text"."speak_at" is not null;--> statement-breakpoint
CREATE INDEX "bulletin_text_of_audio" ON "bulletin_text" USING btree ("audio_id");