-- Of a lot only what remains ever changes, whatever columns it will have, and no lot is ever taken away.
drop trigger lots_append_only on lots;
--> statement-breakpoint
create trigger lots_append_only before update on lots for each row
  when ((to_jsonb(old) - 'remaining') is distinct from (to_jsonb(new) - 'remaining'))
  execute function refuse_change();
--> statement-breakpoint
create trigger lots_kept before delete on lots for each row execute function refuse_change();
