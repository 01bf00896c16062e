DROP INDEX "evidence_to_copy";--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "copy_due_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "evidence_to_copy" ON "evidence" USING btree ("copy_due_at") WHERE "evidence"."copy_state" = 'waiting';