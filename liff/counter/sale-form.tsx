import { type Child, useState } from 'hono/jsx/dom';
import { useDoing } from '../page/loaded.ts';
import { Icon } from '../page/parts/icons.tsx';
import { Trouble, useWords } from './parts.tsx';
import { findGoods, type Goods, type Line, type Pending } from './till-client.ts';

type Filled = Omit<Pending, 'whose' | 'tail' | 'key' | 'since'>;
type FormProps = {
  /** Undefined when no card was shown, and so no points can be used. */
  spendable: number | undefined;
  before?: Pending;
  busy: boolean;
  check: (filled: Filled) => void;
  children?: Child;
};

const wholeIn = (text: string) => Number(text.normalize('NFKC').replace(/\D/g, '') || '0');
const textIn = (event: Event) => (event.target as HTMLInputElement).value;
const sumOf = (lines: Line[]) => lines.reduce((sum, { amountYen }) => sum + amountYen, 0);

/** The amount, the goods as far as they are named, and the points to use. */
export function SaleForm({ spendable, before, busy, check, children }: FormProps) {
  const { till } = useWords();
  const [lines, setLines] = useState<Line[]>(before?.lines ?? []);
  const [total, setTotal] = useState(before ? String(before.totalYen) : '');
  const [use, setUse] = useState(before?.usePoints ? String(before.usePoints) : '');
  // What was typed beyond the named goods stays beyond them when one comes or goes.
  const change = (to: Line[]) => {
    setTotal(String(Math.max(0, wholeIn(total) - sumOf(lines)) + sumOf(to)));
    setLines(to);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    check({ totalYen: wholeIn(total), lines, usePoints: wholeIn(use) });
  };
  return (
    <>
      <GoodsSearch add={(goods) => change(withOne(lines, goods))} />
      <form class="stack" onSubmit={submit}>
        <Chosen lines={lines} remove={(code) => change(lines.filter((line) => line.productCode !== code))} />
        <div class="field">
          <label for="total">{till.sale.total}</label>
          <input
            id="total"
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
            required
            value={total}
            onInput={(event: InputEvent) => setTotal(textIn(event))}
          />
        </div>
        {spendable === undefined ? null : (
          <div class="field">
            <label for="use">{till.sale.use}</label>
            <p class="hint" id="use-hint">
              {till.sale.useHint(spendable)}
            </p>
            <input
              id="use"
              inputMode="numeric"
              autoComplete="off"
              maxLength={12}
              aria-describedby="use-hint"
              value={use}
              onInput={(event: InputEvent) => setUse(textIn(event))}
            />
          </div>
        )}
        {children}
        <button type="submit" class="button main" disabled={busy}>
          {till.sale.next}
        </button>
      </form>
    </>
  );
}

function withOne(lines: Line[], { code, name, priceYen }: Goods): Line[] {
  const known = lines.find((line) => line.productCode === code);
  if (!known) return [...lines, { productCode: code, name, quantity: 1, amountYen: priceYen }];
  const more = { ...known, quantity: known.quantity + 1, amountYen: known.amountYen + priceYen };
  return lines.map((line) => (line === known ? more : line));
}

function GoodsSearch({ add }: { add: (goods: Goods) => void }) {
  const { till } = useWords();
  const doing = useDoing();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Goods[]>();
  const submit = (event: Event) => {
    event.preventDefault();
    doing.run(async () => setFound((await findGoods(text)).goods));
  };
  const choose = (goods: Goods) => {
    add(goods);
    setFound(undefined);
    setText('');
  };
  return (
    <form class="stack-small" onSubmit={submit}>
      <div class="field">
        <label for="goods">{till.sale.goods}</label>
        <div class="beside">
          <input
            id="goods"
            autoComplete="off"
            maxLength={60}
            required
            placeholder={till.sale.goodsHint}
            value={text}
            onInput={(event: InputEvent) => setText(textIn(event))}
          />
          <button type="submit" class="button quiet" disabled={doing.busy}>
            {till.sale.search}
          </button>
        </div>
      </div>
      <Trouble refused={doing.refused} />
      <p class="small" role="status">
        {found?.length === 0 ? till.sale.none : ''}
      </p>
      {found && found.length > 0 ? (
        <ul class="sheet rows">
          {found.map((goods) => (
            <li key={goods.code}>
              <button type="button" class="row" aria-label={till.sale.add(goods.name)} onClick={() => choose(goods)}>
                <span class="grow">{goods.name}</span>
                <span class="aside">{till.yen(goods.priceYen)}</span>
                <Icon name="next" size={18} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </form>
  );
}

function Chosen({ lines, remove }: { lines: Line[]; remove: (code: string) => void }) {
  const { till } = useWords();
  if (lines.length === 0) return null;
  return (
    <section class="stack-small" aria-label={till.sale.chosen}>
      <h2>{till.sale.chosen}</h2>
      <ul class="sheet rows">
        {lines.map(({ productCode, name, quantity, amountYen }) => (
          <li key={productCode} class="row">
            <span class="grow">
              {name}
              <small>{till.receipt.pieces(quantity)}</small>
            </span>
            <span class="aside">{till.yen(amountYen)}</span>
            <button
              type="button"
              class="remove"
              aria-label={till.sale.remove(name)}
              onClick={() => remove(productCode)}
            >
              {till.sale.off}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
