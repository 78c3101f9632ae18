-- Books and audit rows are written once. A change is a bug whoever asks for it, so the database refuses it too.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end $$;
--> statement-breakpoint
create trigger ledger_entries_append_only before update or delete on ledger_entries for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_entries_append_only before update or delete on audit_entries for each row execute function refuse_change();
--> statement-breakpoint
create trigger spends_append_only before update or delete on spends for each row execute function refuse_change();
--> statement-breakpoint
create trigger purchases_append_only before update or delete on purchases for each row execute function refuse_change();
--> statement-breakpoint
create trigger activities_append_only before update or delete on activities for each row execute function refuse_change();
--> statement-breakpoint
create trigger lots_append_only before update on lots for each row
  when (old.id is distinct from new.id or old.account_id is distinct from new.account_id or old.amount is distinct from new.amount
    or old.earned_at is distinct from new.earned_at or old.expires_at is distinct from new.expires_at)
  execute function refuse_change();
