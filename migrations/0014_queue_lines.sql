CREATE TABLE "opening_view" (
	"staff_id" uuid PRIMARY KEY NOT NULL,
	"view_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tip_line" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"tip_id" uuid NOT NULL,
	"tips" integer NOT NULL,
	"askers" integer NOT NULL,
	"voices" integer NOT NULL,
	"hour" integer NOT NULL,
	"six" integer NOT NULL,
	"repeats" integer NOT NULL,
	"media" integer NOT NULL,
	"forwarded" text,
	"source" text,
	"languages" text[] NOT NULL,
	"channels" text[] NOT NULL,
	"places" text[] NOT NULL,
	"harms" text[] NOT NULL,
	"kinds" text[] NOT NULL,
	"oldest" timestamp with time zone NOT NULL,
	"newest" timestamp with time zone NOT NULL,
	"mismatches" integer NOT NULL,
	"suggested_claim_id" uuid,
	"suggested_sure" real,
	"suggested_why" jsonb,
	"counted_at" timestamp with time zone NOT NULL,
	"recount_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "tip_line_due" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "opening_view" ADD CONSTRAINT "opening_view_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opening_view" ADD CONSTRAINT "opening_view_view_id_saved_view_id_fk" FOREIGN KEY ("view_id") REFERENCES "public"."saved_view"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tip_line_recount" ON "tip_line" USING btree ("recount_at") WHERE "tip_line"."recount_at" is not null;--> statement-breakpoint
CREATE INDEX "tip_of_line" ON "tip" USING btree ((coalesce(uuid_send("group_id"), "text_key", uuid_send("id")))) WHERE "tip"."state" = 'waiting';--> statement-breakpoint
-- Every change of a waiting tip makes its line due, whoever writes it: a query that forgot would leave a rumor unseen.
CREATE FUNCTION "tip_line_is_due"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bytea; after bytea;
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'waiting' THEN
    before := coalesce(uuid_send(OLD.group_id), OLD.text_key, uuid_send(OLD.id));
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'waiting' THEN
    after := coalesce(uuid_send(NEW.group_id), NEW.text_key, uuid_send(NEW.id));
  END IF;
  IF before IS NOT NULL THEN
    INSERT INTO tip_line_due (key) VALUES (before);
  END IF;
  IF after IS NOT NULL AND after IS DISTINCT FROM before THEN
    INSERT INTO tip_line_due (key) VALUES (after);
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "tip_line_is_due" AFTER INSERT OR UPDATE OR DELETE ON "tip" FOR EACH ROW EXECUTE FUNCTION tip_line_is_due();--> statement-breakpoint
INSERT INTO "tip_line_due" ("key") SELECT DISTINCT coalesce(uuid_send("group_id"), "text_key", uuid_send("id")) FROM "tip" WHERE "state" = 'waiting';
