ALTER TABLE "outbox" RENAME COLUMN "certain_tries" TO "unsure_tries";
