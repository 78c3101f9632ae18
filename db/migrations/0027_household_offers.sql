ALTER TABLE "household_invitations" ALTER COLUMN "token_hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "household_invitations" ADD COLUMN "for_account_id" bigint;--> statement-breakpoint
ALTER TABLE "household_invitations" ADD COLUMN "asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "findable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "household_invitations" ADD CONSTRAINT "household_invitations_for_account_id_accounts_id_fk" FOREIGN KEY ("for_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "household_invitations_offered_once" ON "household_invitations" USING btree ("for_account_id","household_id") WHERE "household_invitations"."for_account_id" is not null;--> statement-breakpoint
CREATE INDEX "household_invitations_inviter" ON "household_invitations" USING btree ("invited_by_id");--> statement-breakpoint
ALTER TABLE "household_invitations" ADD CONSTRAINT "household_invitations_addressed" CHECK (("household_invitations"."token_hash" is null) = ("household_invitations"."for_account_id" is not null));--> statement-breakpoint
ALTER TABLE "household_invitations" ADD CONSTRAINT "household_invitations_asked" CHECK ("household_invitations"."asked_at" is null or "household_invitations"."for_account_id" is not null);