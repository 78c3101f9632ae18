-- How many members there are is kept as a sum of steps, one for each statement that changes it. Whoever changes accounts of a person holds
-- them all locked, so no two statements count the same person at a time.
create function count_registered() returns trigger language plpgsql as $$
begin
  insert into member_counts (persons, accounts)
    select count(distinct n.person_id) filter (where not exists (select from accounts a where a.person_id = n.person_id
        and a.closed_at is null and a.kind = 'member' and not exists (select from new_rows other where other.id = a.id))), count(*)
      from new_rows n where n.closed_at is null and n.kind = 'member' having count(*) > 0;
  return null;
end $$;
--> statement-breakpoint
create function count_changed() returns trigger language plpgsql as $$
declare
  touched bigint[];
  were int;
  are int;
  more int;
begin
  select array_agg(distinct person.id), sum((n.closed_at is null)::int - (o.closed_at is null)::int) into touched, more
    from old_rows o join new_rows n using (id), unnest(array[o.person_id, n.person_id]) person(id)
    where n.kind = 'member' and (o.person_id, o.closed_at is null) is distinct from (n.person_id, n.closed_at is null);
  if touched is null then
    return null;
  end if;
  -- The sum above counted each changed account twice, once for each of its two persons.
  more := more / 2;
  select count(*) into are from unnest(touched) person(id)
    where exists (select from accounts a where a.person_id = person.id and a.closed_at is null and a.kind = 'member');
  select count(*) into were from unnest(touched) person(id)
    where exists (select from old_rows o where o.person_id = person.id and o.closed_at is null and o.kind = 'member')
      or exists (select from accounts a where a.person_id = person.id and a.closed_at is null and a.kind = 'member'
        and not exists (select from old_rows o where o.id = a.id));
  if are <> were or more <> 0 then
    insert into member_counts (persons, accounts) values (are - were, more);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger accounts_counted_in after insert on accounts referencing new table as new_rows
  for each statement execute function count_registered();
--> statement-breakpoint
create trigger accounts_counted_on after update on accounts referencing old table as old_rows new table as new_rows
  for each statement execute function count_changed();
--> statement-breakpoint
insert into member_counts (persons, accounts)
  select count(distinct person_id), count(*) from accounts where closed_at is null and kind = 'member' having count(*) > 0;
