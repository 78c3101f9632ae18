import { useRef, useState } from 'hono/jsx/dom';
import { useDoing } from '../page/loaded.ts';
import { Icon } from '../page/parts/icons.tsx';
import { Reading, Trouble, useWords } from './parts.tsx';
import { ReceiptView, Sum } from './receipt.tsx';
import { previewReturn, purchasesOf, type Receipt, type Returned, returnNow, type What } from './till-client.ts';

type Found = Awaited<ReturnType<typeof purchasesOf>>;
type Step =
  | { at: 'member' }
  | { at: 'choose'; found: Found }
  | { at: 'what'; found: Found; receipt: Receipt }
  | { at: 'preview'; found: Found; receipt: Receipt; what: What; coming: Returned }
  | { at: 'done'; returned: Returned };

const digitsOf = (text: string) => text.normalize('NFKC').replace(/\D/g, '');
const textIn = (event: Event) => (event.target as HTMLInputElement).value;

/** What is left of goods that were not named: of the yen that came back, those of named pieces are known. */
function unnamedLeft({ lines, totalYen, returnedYen }: Receipt): number {
  const kept = lines.map(
    ({ amountYen, quantity, returned }) => amountYen - Math.floor((amountYen * returned) / quantity),
  );
  return totalYen - returnedYen - kept.reduce((sum, yen) => sum + yen, 0);
}

/** 返品: whose purchase, which one, how much of it, what that comes to, done. */
export function ReturnWork() {
  const [step, setStep] = useState<Step>({ at: 'member' });
  switch (step.at) {
    case 'member':
      return <WhosePurchase next={setStep} />;
    case 'choose':
      return <ChoosePurchase found={step.found} next={setStep} />;
    case 'what':
      return <WhatBack step={step} next={setStep} />;
    case 'preview':
      return <PreviewReturn step={step} next={setStep} />;
    case 'done':
      return <ReturnDone returned={step.returned} again={() => setStep({ at: 'member' })} />;
  }
}

function WhosePurchase({ next }: { next: (step: Step) => void }) {
  const { till } = useWords();
  const doing = useDoing();
  const read = (text: string) =>
    doing.run(async () => next({ at: 'choose', found: await purchasesOf(digitsOf(text)) }));
  return (
    <>
      <div>
        <h1 class="title">{till.back.find}</h1>
        <p class="lead">{till.back.findLead}</p>
      </div>
      <Trouble refused={doing.refused} />
      <Reading
        label={till.member.label}
        next={till.member.next}
        busy={doing.busy}
        accept={(text) => digitsOf(text).length === 8}
        read={read}
      />
    </>
  );
}

function ChoosePurchase({ found, next }: { found: Found; next: (step: Step) => void }) {
  const { till } = useWords();
  return (
    <>
      <div>
        <h1 class="title">{till.back.choose}</h1>
        <p class="second">
          {found.name} ••••{found.tail}
        </p>
      </div>
      {found.receipts.length === 0 ? <p class="note">{till.back.none}</p> : null}
      <ul class="sheet rows">
        {found.receipts.map((receipt) => (
          <li key={receipt.purchaseId}>
            <PurchaseRow receipt={receipt} choose={() => next({ at: 'what', found, receipt })} />
          </li>
        ))}
      </ul>
      <button type="button" class="button plain" onClick={() => next({ at: 'member' })}>
        {till.member.another}
      </button>
    </>
  );
}

function PurchaseRow({ receipt, choose }: { receipt: Receipt; choose: () => void }) {
  const { till } = useWords();
  const isOver = receipt.returnedYen >= receipt.totalYen;
  const goods = receipt.lines.map(({ name }) => name).join('、') || till.receipt.unnamed;
  const returned = receipt.returnedYen > 0 ? `${till.receipt.returned} ${till.yen(receipt.returnedYen)}` : '';
  return (
    <button type="button" class="row" disabled={isOver} onClick={choose}>
      <span class="grow">
        <time>{till.at(receipt.boughtAt)}</time> {receipt.storeName ?? ''}
        <small>{goods}</small>
        {returned ? <small>{isOver ? till.receipt.whole : returned}</small> : null}
      </span>
      <span class="aside">{till.yen(receipt.totalYen)}</span>
      <Icon name="next" size={18} />
    </button>
  );
}

type WhatProps = { step: Extract<Step, { at: 'what' }>; next: (step: Step) => void };

function WhatBack({ step: { found, receipt }, next }: WhatProps) {
  const { till } = useWords();
  const doing = useDoing();
  const [part, setPart] = useState(false);
  const [pieces, setPieces] = useState<Record<number, string>>({});
  const [yen, setYen] = useState('');
  // One return is of named goods or of a sum: what is typed last empties the other, so that nothing typed is passed over.
  const changePieces = (lineId: number, text: string) => {
    setPieces({ ...pieces, [lineId]: text });
    setYen('');
  };
  const changeYen = (text: string) => {
    setPieces({});
    setYen(text);
  };
  const left = receipt.lines.filter(({ quantity, returned }) => quantity > returned);
  const unnamed = unnamedLeft(receipt);
  const what = (): What => {
    if (!part) return 'all';
    const amountYen = Number(digitsOf(yen) || '0');
    if (amountYen > 0) return { amountYen };
    const lines = left.map(({ lineId }) => ({ lineId, quantity: Number(digitsOf(pieces[lineId] ?? '') || '0') }));
    return { lines: lines.filter(({ quantity }) => quantity > 0) };
  };
  const check = (event: Event) => {
    event.preventDefault();
    doing.run(async () => {
      const chosen = what();
      const coming = await previewReturn(receipt.purchaseId, chosen);
      next({ at: 'preview', found, receipt, what: chosen, coming });
    });
  };
  return (
    <>
      <h1 class="title">{till.back.what}</h1>
      <ReceiptView receipt={receipt} />
      <form class="stack" onSubmit={check}>
        <fieldset class="segments">
          <legend class="hidden">{till.back.what}</legend>
          {[false, true].map((some) => (
            <label key={String(some)}>
              <input type="radio" name="part" checked={part === some} onChange={() => setPart(some)} />
              <span>{some ? till.back.some : till.back.all}</span>
            </label>
          ))}
        </fieldset>
        {part
          ? left.map(({ lineId, name, quantity, returned }) => (
              <div class="field" key={lineId}>
                <label for={`line-${lineId}`}>{till.back.quantity(name, quantity - returned)}</label>
                <input
                  id={`line-${lineId}`}
                  inputMode="numeric"
                  autoComplete="off"
                  maxLength={3}
                  value={pieces[lineId] ?? ''}
                  onInput={(event: InputEvent) => changePieces(lineId, textIn(event))}
                />
              </div>
            ))
          : null}
        {part && unnamed > 0 ? (
          <div class="field">
            <label for="part-yen">{till.back.amount(till.yen(unnamed))}</label>
            <input
              id="part-yen"
              inputMode="numeric"
              autoComplete="off"
              maxLength={12}
              value={yen}
              onInput={(event: InputEvent) => changeYen(textIn(event))}
            />
          </div>
        ) : null}
        <Trouble refused={doing.refused} />
        <button type="submit" class="button main" disabled={doing.busy}>
          {till.back.next}
        </button>
      </form>
      <button type="button" class="button plain" onClick={() => next({ at: 'choose', found })}>
        {till.back.choosing}
      </button>
    </>
  );
}

type PreviewProps = { step: Extract<Step, { at: 'preview' }>; next: (step: Step) => void };

function PreviewReturn({ step: { found, receipt, what, coming }, next }: PreviewProps) {
  const { till } = useWords();
  const doing = useDoing();
  // One key for this preview: pressed twice, or sent again after a lost answer, it is the same return.
  const key = useRef(crypto.randomUUID());
  const confirm = () =>
    doing.run(async () => {
      const returned = await returnNow(receipt.purchaseId, what, receipt.returnedYen, key.current ?? '');
      next({ at: 'done', returned });
    });
  return (
    <>
      <div>
        <h1 class="title">{till.back.heading}</h1>
        <p class="second">
          {found.name} ••••{found.tail}
        </p>
      </div>
      <ReturnSums coming={coming} />
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button main" disabled={doing.busy} onClick={confirm}>
          {till.back.confirm}
        </button>
        <button type="button" class="button plain" onClick={() => next({ at: 'what', found, receipt })}>
          {till.preview.back}
        </button>
      </div>
    </>
  );
}

function ReturnSums({ coming }: { coming: Returned }) {
  const { till } = useWords();
  return (
    <dl class="sheet sums">
      <Sum label={till.back.goods} figure={till.yen(coming.amountYen)} />
      <Sum label={till.back.money} figure={till.yen(coming.payYen)} strong />
      {coming.pointsRefunded > 0 ? <Sum label={till.back.refunded} figure={till.pt(coming.pointsRefunded)} /> : null}
      <Sum
        label={till.back.taken}
        hint={coming.pointsTaken > 0 ? till.back.takenHint : undefined}
        figure={till.pt(coming.pointsTaken)}
      />
      <Sum label={till.back.left} figure={till.pt(coming.spendable)} />
    </dl>
  );
}

function ReturnDone({ returned, again }: { returned: Returned; again: () => void }) {
  const { till } = useWords();
  return (
    <>
      <div>
        <h1 class="title">{till.back.done}</h1>
        <p class="lead">{till.done.lead}</p>
      </div>
      <ReturnSums coming={returned} />
      <button type="button" class="button main" onClick={again}>
        {till.done.next}
      </button>
    </>
  );
}
