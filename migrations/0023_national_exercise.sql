CREATE TABLE "national_exercise" (
	"id" uuid PRIMARY KEY NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"started_by" uuid,
	"started_at" timestamp with time zone,
	"ended_by" uuid,
	"ended_at" timestamp with time zone,
	"why" text NOT NULL,
	CONSTRAINT "national_exercise_by_two" CHECK ("national_exercise"."started_by" <> "national_exercise"."asked_by"),
	CONSTRAINT "national_exercise_one_day" CHECK ("national_exercise"."ends_at" <= "national_exercise"."asked_at" + interval '24 hours')
);
--> statement-breakpoint
ALTER TABLE "national_exercise" ADD CONSTRAINT "national_exercise_asked_by_staff_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "national_exercise" ADD CONSTRAINT "national_exercise_started_by_staff_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "national_exercise" ADD CONSTRAINT "national_exercise_ended_by_staff_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "national_exercise_ends" ON "national_exercise" USING btree ("ends_at");