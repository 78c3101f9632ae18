-- Whoever writes an audit row has a transaction id before the row has its own: a seal can then tell by those ids alone that every row
-- up to some point is there. A statement's trigger runs before any default of its rows, the one that gives the row its id included.
create function take_transaction_id() returns trigger language plpgsql as $$
begin
  perform pg_current_xact_id();
  return null;
end $$;
--> statement-breakpoint
create trigger audit_entries_order before insert on audit_entries for each statement execute function take_transaction_id();
