-- Rules that were published stay as they were, so that every earlier purchase can be explained.
create trigger programme_versions_kept before update or delete on programme_versions for each row
  when (old.effective_at is not null) execute function refuse_change();
--> statement-breakpoint
create trigger prolongations_append_only before update or delete on prolongations for each row execute function refuse_change();
