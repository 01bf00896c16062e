CREATE TABLE "match_change" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transcript" (
	"blob_id" uuid PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"language" text,
	"by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "stored_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "transcript" ADD CONSTRAINT "transcript_blob_id_blob_id_fk" FOREIGN KEY ("blob_id") REFERENCES "public"."blob"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcript" ADD CONSTRAINT "transcript_by_staff_id_fk" FOREIGN KEY ("by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "match_change_by_commit" ON "match_change" USING btree ("xid");--> statement-breakpoint
CREATE INDEX "match_change_by_age" ON "match_change" USING btree ("at");--> statement-breakpoint
CREATE INDEX "media_stored" ON "media" USING btree ("stored_at");--> statement-breakpoint
-- Kept by the database and not by each query: wordings, tips and files are changed in many places, and an index that
-- misses one goes on answering with what was taken back.
CREATE FUNCTION note_claims_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO match_change (kind, subject_id) SELECT 'claim', id FROM new_rows;
  ELSE
    INSERT INTO match_change (kind, subject_id) SELECT 'claim', n.id FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.wording, n.state, n.closed_as, n.duplicate_of)
      IS DISTINCT FROM (o.wording, o.state, o.closed_as, o.duplicate_of);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER claim_is_new AFTER INSERT ON claim
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_claims_changed();
--> statement-breakpoint
CREATE TRIGGER claim_changes AFTER UPDATE ON claim
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_claims_changed();
--> statement-breakpoint
-- A tip that waits is compared with others once it has a group; one that a person put into a claim teaches the claim
-- its words. What matching itself put there teaches nothing.
CREATE FUNCTION note_tips_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO match_change (kind, subject_id)
  WITH changed AS (
    SELECT n.id, n.group_id, o.claim_id AS old_claim, n.claim_id AS new_claim,
      (o.state = 'grouped' AND o.grouped_by IS DISTINCT FROM 'matching') AS taught,
      (n.state = 'grouped' AND n.grouped_by IS DISTINCT FROM 'matching') AS teaches
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.text, n.state, n.claim_id, n.group_id, n.set_apart, n.grouped_by, n.origin, n.media_count)
      IS DISTINCT FROM (o.text, o.state, o.claim_id, o.group_id, o.set_apart, o.grouped_by, o.origin, o.media_count))
  SELECT 'tip', id FROM changed WHERE group_id IS NOT NULL
  UNION SELECT 'claim', old_claim FROM changed WHERE taught AND old_claim IS NOT NULL
  UNION SELECT 'claim', new_claim FROM changed WHERE teaches AND new_claim IS NOT NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tip_changes AFTER UPDATE ON tip
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_tips_changed();
--> statement-breakpoint
CREATE FUNCTION note_tips_came_or_went() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO match_change (kind, subject_id)
  SELECT 'tip', id FROM rows WHERE group_id IS NOT NULL
  UNION SELECT 'claim', claim_id FROM rows WHERE claim_id IS NOT NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tip_comes AFTER INSERT ON tip
  REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION note_tips_came_or_went();
--> statement-breakpoint
CREATE TRIGGER tip_goes AFTER DELETE ON tip
  REFERENCING OLD TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION note_tips_came_or_went();
--> statement-breakpoint
CREATE FUNCTION note_files_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO match_change (kind, subject_id)
  WITH changed AS (
    SELECT n.message_id FROM new_rows n JOIN old_rows o USING (id) WHERE n.blob_id IS DISTINCT FROM o.blob_id),
  of_tip AS (
    SELECT t.id, t.group_id, t.claim_id FROM tip t JOIN changed c ON c.message_id = t.message_id
    UNION SELECT t.id, t.group_id, t.claim_id FROM changed c JOIN tip_message m ON m.message_id = c.message_id
      JOIN tip t ON t.id = m.tip_id)
  SELECT 'tip', id FROM of_tip WHERE group_id IS NOT NULL
  UNION SELECT 'claim', claim_id FROM of_tip WHERE claim_id IS NOT NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER media_changes AFTER UPDATE ON media
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_files_changed();
