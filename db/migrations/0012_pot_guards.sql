-- A pot is an account of a household, never of a person: it is not joined with anybody, presents nothing and buys nothing.
create function refuse_pot() returns trigger language plpgsql as $$
begin
  if exists (select 1 from accounts a, unnest(tg_argv) as field(name)
    where a.kind = 'pot' and a.id = (to_jsonb(new) ->> field.name)::bigint) then
    raise exception 'a pot has no place in %', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_no_pot';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger merge_edges_no_pot before insert on merge_edges for each row execute function refuse_pot('a', 'b');
--> statement-breakpoint
create trigger merge_requests_no_pot before insert or update on merge_requests for each row execute function refuse_pot('requester_account_id', 'target_account_id');
--> statement-breakpoint
create trigger identities_no_pot before insert on identities for each row execute function refuse_pot('account_id');
--> statement-breakpoint
create trigger profile_values_no_pot before insert on profile_values for each row execute function refuse_pot('account_id');
--> statement-breakpoint
create trigger purchases_no_pot before insert on purchases for each row execute function refuse_pot('account_id');
--> statement-breakpoint
create trigger memberships_no_pot before insert on memberships for each row execute function refuse_pot('account_id');
