ALTER TABLE "outbox" RENAME COLUMN "certain_tries" TO "unsure_tries";
--> statement-breakpoint
-- Of what was tried before anybody counted, nobody knows.
UPDATE "outbox" SET "unsure_tries" = "attempts" WHERE "state" in ('pending', 'dead', 'unknown');
