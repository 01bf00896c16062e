ALTER TABLE "claim_notice" ALTER COLUMN "created_by" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "again_verdict_id" uuid;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "tip_id" uuid;--> statement-breakpoint
ALTER TABLE "claim_notice" ADD COLUMN "said" text;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_again_verdict_id_verdict_id_fk" FOREIGN KEY ("again_verdict_id") REFERENCES "public"."verdict"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_tip_id_tip_id_fk" FOREIGN KEY ("tip_id") REFERENCES "public"."tip"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reply_verdict_again" ON "reply" USING btree ("again_verdict_id") WHERE "reply"."again_verdict_id" is not null;