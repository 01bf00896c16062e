CREATE TABLE "silence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"observer_id" uuid NOT NULL,
	"slot" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"reminded_at" timestamp with time zone,
	"taken_by" uuid,
	"closed_by" uuid,
	"closed_at" timestamp with time zone,
	"how" text,
	CONSTRAINT "silence_once" UNIQUE("observer_id","slot")
);
--> statement-breakpoint
ALTER TABLE "silence" ADD CONSTRAINT "silence_observer_id_observer_id_fk" FOREIGN KEY ("observer_id") REFERENCES "public"."observer"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "silence" ADD CONSTRAINT "silence_taken_by_staff_id_fk" FOREIGN KEY ("taken_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "silence" ADD CONSTRAINT "silence_closed_by_staff_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "silence_open" ON "silence" USING btree ("opened_at") WHERE "silence"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "silence_alarm" ON "silence" USING btree ("closed_at") WHERE "silence"."how" = 'alarm';