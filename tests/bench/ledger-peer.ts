import type { Sql } from 'postgres';

/**
 * Ledgers of others to stand beside ours, in the same database: `bare` is the least that can be called one, two balances and two rows
 * that say why. `peer` is what a ledger of SQL functions such as pgledger does for a transfer: both accounts locked in id order, checked,
 * and moved, a transfer, and two entries that name the balance before and after and the version of the account. One call, one round trip.
 * Neither has lots, ends, persons, keys or an audit.
 */
export async function openPeers(sql: Sql, accountCount: number) {
  await sql`create table bare_accounts (id int primary key, balance bigint not null)`;
  await sql`create table bare_entries (id bigint generated always as identity primary key, account_id int not null references bare_accounts,
    amount bigint not null, balance bigint not null, at timestamptz not null default now())`;
  await sql`insert into bare_accounts select n, 1000000000 from generate_series(1, ${accountCount}::int) n`;
  await openPeer(sql, accountCount);
  return {
    bare: (from: number, to: number): Promise<unknown> => bareTransfer(sql, from, to),
    peer: (from: number, to: number): Promise<unknown> => sql`select peer_transfer(${from}, ${to}, 1)`,
  };
}

function bareTransfer(sql: Sql, from: number, to: number): Promise<unknown> {
  return sql.begin(async (tx) => {
    await tx`select id from bare_accounts where id in (${from}, ${to}) order by id for update`;
    await tx`with moved as (update bare_accounts set balance = balance + case id when ${from} then -1 else 1 end
        where id in (${from}, ${to}) returning id, balance)
      insert into bare_entries (account_id, amount, balance) select id, case id when ${from} then -1 else 1 end, balance from moved`;
  });
}

async function openPeer(sql: Sql, accountCount: number): Promise<void> {
  await sql.unsafe(`
    create table peer_accounts (id int primary key, name text not null, currency text not null, balance numeric not null default 0,
      version bigint not null default 0, may_be_negative boolean not null, may_be_positive boolean not null,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now());
    create table peer_transfers (id bigint generated always as identity primary key, from_id int not null references peer_accounts,
      to_id int not null references peer_accounts, amount numeric not null check (amount > 0), created_at timestamptz not null default now(),
      event_at timestamptz not null default now(), check (from_id <> to_id));
    create index on peer_transfers (from_id);
    create index on peer_transfers (to_id);
    create index on peer_transfers (event_at);
    create table peer_entries (id bigint generated always as identity primary key, account_id int not null references peer_accounts,
      transfer_id bigint not null references peer_transfers, amount numeric not null, balance_before numeric not null,
      balance_after numeric not null, account_version bigint not null, created_at timestamptz not null default now());
    create index on peer_entries (account_id);
    create index on peer_entries (transfer_id);

    create function peer_post(account peer_accounts, transfer bigint, change numeric) returns void language plpgsql as $$
    declare
      after_it numeric := account.balance + change;
    begin
      if after_it < 0 and not account.may_be_negative then raise 'account % may not be negative', account.id; end if;
      if after_it > 0 and not account.may_be_positive then raise 'account % may not be positive', account.id; end if;
      update peer_accounts set balance = after_it, version = account.version + 1, updated_at = now() where id = account.id;
      insert into peer_entries (account_id, transfer_id, amount, balance_before, balance_after, account_version)
        values (account.id, transfer, change, account.balance, after_it, account.version + 1);
    end $$;

    create function peer_transfer(from_account int, to_account int, amount numeric) returns bigint language plpgsql as $$
    declare
      giver peer_accounts;
      taker peer_accounts;
      transfer bigint;
    begin
      perform from peer_accounts where id in (from_account, to_account) order by id for update;
      select * into strict giver from peer_accounts where id = from_account;
      select * into strict taker from peer_accounts where id = to_account;
      if giver.currency <> taker.currency then raise 'accounts % and % differ in currency', from_account, to_account; end if;
      insert into peer_transfers (from_id, to_id, amount) values (from_account, to_account, amount) returning id into transfer;
      perform peer_post(giver, transfer, -amount);
      perform peer_post(taker, transfer, amount);
      return transfer;
    end $$`);
  await sql`insert into peer_accounts (id, name, currency, balance, may_be_negative, may_be_positive)
    select n, 'account ' || n, 'points', 1000000000, false, true from generate_series(1, ${accountCount}::int) n`;
}
