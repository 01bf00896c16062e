ALTER TABLE "report" ADD COLUMN "to_group" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "report_to_group" ON "report" USING btree ("created_at") WHERE "report"."to_group";--> statement-breakpoint
-- What waits to be grouped when this arrives.
UPDATE "report" SET "to_group" = true WHERE "kind" = 'incident' AND jsonb_array_length("items") > 0 AND "ask" IS NULL
  AND "state" <> 'closed' AND "withdrawn_at" IS NULL
  AND NOT EXISTS (SELECT 1 FROM "incident_report" "of" WHERE "of"."report_id" = "report"."id");
