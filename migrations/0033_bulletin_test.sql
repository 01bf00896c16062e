CREATE TABLE "bulletin_test" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"bulletin_id" uuid NOT NULL,
	"language" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bulletin_test_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "bulletin_test_phone" (
	"test_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	CONSTRAINT "bulletin_test_phone_test_id_contact_id_pk" PRIMARY KEY("test_id","contact_id")
);
--> statement-breakpoint
ALTER TABLE "bulletin_test" ADD CONSTRAINT "bulletin_test_bulletin_id_bulletin_id_fk" FOREIGN KEY ("bulletin_id") REFERENCES "public"."bulletin"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_test" ADD CONSTRAINT "bulletin_test_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_test_phone" ADD CONSTRAINT "bulletin_test_phone_test_id_bulletin_test_id_fk" FOREIGN KEY ("test_id") REFERENCES "public"."bulletin_test"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_test_phone" ADD CONSTRAINT "bulletin_test_phone_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulletin_test_of" ON "bulletin_test" USING btree ("bulletin_id","staff_id");--> statement-breakpoint
CREATE INDEX "bulletin_test_phone_of" ON "bulletin_test_phone" USING btree ("contact_id");