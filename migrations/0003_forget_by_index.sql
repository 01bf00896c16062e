CREATE INDEX "message_of_address" ON "message" USING btree ("address_id");--> statement-breakpoint
CREATE INDEX "reply_of_address" ON "reply" USING btree ("address_id");--> statement-breakpoint
CREATE INDEX "tip_of_address" ON "tip" USING btree ("address_id");