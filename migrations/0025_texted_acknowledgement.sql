ALTER TABLE "contact" ADD COLUMN "wrong_numbers" jsonb;--> statement-breakpoint
ALTER TABLE "transmission" ADD COLUMN "number" text;--> statement-breakpoint
ALTER TABLE "transmission" ADD COLUMN "told" jsonb;--> statement-breakpoint
ALTER TABLE "transmission" ADD CONSTRAINT "transmission_number_unique" UNIQUE("number");