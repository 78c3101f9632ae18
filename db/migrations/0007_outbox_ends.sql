DROP INDEX "accounts_live";--> statement-breakpoint
CREATE INDEX "enrolments_outbox" ON "enrolments" USING btree ("outbox_id");