CREATE INDEX "ledger_entries_uncovered" ON "ledger_entries" USING btree ("account_id") WHERE "ledger_entries"."kind" = 'uncovered';--> statement-breakpoint
CREATE INDEX "lots_live" ON "lots" USING btree ("account_id") WHERE "lots"."remaining" > 0 or "lots"."once_key" is not null;--> statement-breakpoint
CREATE INDEX "refunds_time" ON "refunds" USING btree ("refunded_at");