CREATE TABLE "incident_claim" (
	"incident_id" uuid NOT NULL,
	"claim_id" uuid NOT NULL,
	"handed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_claim_incident_id_claim_id_pk" PRIMARY KEY("incident_id","claim_id")
);
--> statement-breakpoint
CREATE TABLE "incident_tip" (
	"incident_id" uuid NOT NULL,
	"tip_id" uuid NOT NULL,
	CONSTRAINT "incident_tip_incident_id_tip_id_pk" PRIMARY KEY("incident_id","tip_id")
);
--> statement-breakpoint
ALTER TABLE "incident_claim" ADD CONSTRAINT "incident_claim_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_claim" ADD CONSTRAINT "incident_claim_claim_id_claim_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claim"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_tip" ADD CONSTRAINT "incident_tip_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_tip" ADD CONSTRAINT "incident_tip_tip_id_tip_id_fk" FOREIGN KEY ("tip_id") REFERENCES "public"."tip"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_of_claim" ON "incident_claim" USING btree ("claim_id");--> statement-breakpoint
CREATE INDEX "incident_of_tip" ON "incident_tip" USING btree ("tip_id");--> statement-breakpoint
CREATE INDEX "event_of_incidents" ON "event" USING btree ("at") WHERE "event"."subject" = 'incident';