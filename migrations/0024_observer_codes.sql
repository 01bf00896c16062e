CREATE TABLE "observer_code" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"observer_id" uuid NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "report" ADD COLUMN "once_refused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "observer_code" ADD CONSTRAINT "observer_code_observer_id_observer_id_fk" FOREIGN KEY ("observer_id") REFERENCES "public"."observer"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "observer_code_of" ON "observer_code" USING btree ("observer_id");