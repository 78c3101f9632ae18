-- An audit row stays as it was written, but for the words of its reason when the member they are about is erased: those go once, and
-- the digest that the row was sealed by stays in their place.
drop trigger audit_entries_append_only on audit_entries;
--> statement-breakpoint
create trigger audit_entries_append_only before update on audit_entries for each row
  when (old.erased_digest is not null or new.erased_digest is null or new.reason is distinct from 'erased'
    or new.facts is distinct from (old.facts - 'note')
    or (to_jsonb(old) - array['reason', 'facts', 'erased_digest']) is distinct from (to_jsonb(new) - array['reason', 'facts', 'erased_digest']))
  execute function refuse_change();
--> statement-breakpoint
create trigger audit_entries_kept before delete on audit_entries for each row execute function refuse_change();
