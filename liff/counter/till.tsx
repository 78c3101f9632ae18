import { useState } from 'hono/jsx/dom';
import { useDoing } from '../page/loaded.ts';
import { ByName } from './by-name.tsx';
import { Reading, Trouble, useWords } from './parts.tsx';
import { ReceiptView, Sum } from './receipt.tsx';
import { SaleForm } from './sale-form.tsx';
import {
  type Customer,
  findCustomer,
  forget,
  keep,
  kept,
  noteVisit,
  type Pending,
  previewNow,
  sellNow,
  type Told,
  type Whose,
} from './till-client.ts';

type Step =
  | { at: 'member' }
  | { at: 'sale'; customer: Customer; sale?: Pending }
  | { at: 'preview'; customer: Customer; sale: Pending; told: Told }
  | { at: 'done'; told: Told }
  | { at: 'visited' };

const digitsOf = (text: string) => text.normalize('NFKC').replace(/\D/g, '');
const isNumber = (text: string) => digitsOf(text).length === 8;

/** 会計: whose card, how much, what it comes to, done. */
export function Till({ openedAt }: { openedAt: number }) {
  const [step, setStep] = useState<Step>({ at: 'member' });
  const again = () => {
    forget();
    setStep({ at: 'member' });
  };
  switch (step.at) {
    case 'member':
      return <WhoseCard openedAt={openedAt} next={setStep} />;
    case 'sale':
      return <AmountStep step={step} openedAt={openedAt} next={setStep} again={again} />;
    case 'preview':
      return <PreviewStep step={step} next={setStep} />;
    case 'done':
      return <Done told={step.told} again={again} />;
    case 'visited':
      return <Visited again={again} />;
  }
}

/** Shows what a sale comes to; one that is on record already shows its receipt instead. */
async function previewed(customer: Customer, sale: Pending): Promise<Step> {
  const told = await previewNow(sale);
  return told.fresh ? { at: 'preview', customer, sale, told } : { at: 'done', told };
}

function WhoseCard({ openedAt, next }: { openedAt: number; next: (step: Step) => void }) {
  const { till } = useWords();
  const doing = useDoing();
  const [unfinished, setUnfinished] = useState(() => kept(openedAt));
  const choose = (whose: Whose) =>
    doing.run(async () => next({ at: 'sale', customer: { ...(await findCustomer(whose)), whose } }));
  const resume = (sale: Pending) =>
    doing.run(async () => next(await previewed({ ...(await findCustomer(sale.whose)), whose: sale.whose }, sale)));
  const drop = () => {
    forget();
    setUnfinished(undefined);
  };
  return (
    <>
      <div>
        <h1 class="title">{till.member.heading}</h1>
        <p class="lead">{till.member.lead}</p>
      </div>
      {unfinished ? (
        <section class="note stack-small" aria-label={till.done.unfinished}>
          <p>{till.done.unfinished}</p>
          <p>
            ••••{unfinished.tail} <b>{till.yen(unfinished.totalYen)}</b>
          </p>
          <div class="pair">
            <button type="button" class="button quiet" disabled={doing.busy} onClick={() => resume(unfinished)}>
              {till.done.resume}
            </button>
            <button type="button" class="button plain" onClick={drop}>
              {till.done.drop}
            </button>
          </div>
        </section>
      ) : null}
      <Trouble refused={doing.refused} />
      <Reading
        label={till.member.label}
        next={till.member.next}
        busy={doing.busy}
        accept={isNumber}
        read={(text) => choose({ number: digitsOf(text) })}
      />
      <ByName busy={doing.busy} pick={({ picked }) => choose({ picked })} />
    </>
  );
}

type AmountProps = {
  step: Extract<Step, { at: 'sale' }>;
  openedAt: number;
  next: (step: Step) => void;
  again: () => void;
};

function AmountStep({ step: { customer, sale }, openedAt, next, again }: AmountProps) {
  const { till } = useWords();
  const doing = useDoing();
  const [visitKey] = useState(() => crypto.randomUUID());
  const { whose, tail } = customer;
  const isPicked = 'picked' in whose;
  const check = (filled: Omit<Pending, 'whose' | 'tail' | 'key' | 'since'>) =>
    doing.run(async () => {
      const pending = { ...filled, whose, tail, key: crypto.randomUUID(), since: openedAt };
      next(await previewed(customer, pending));
    });
  const visit = () =>
    doing.run(async () => {
      await noteVisit(whose, visitKey);
      next({ at: 'visited' });
    });
  return (
    <>
      <h1 class="title">{till.sale.heading}</h1>
      <CustomerLine customer={customer} />
      {isPicked ? <p class="note">{till.member.picked}</p> : null}
      <SaleForm spendable={isPicked ? undefined : customer.spendable} before={sale} busy={doing.busy} check={check}>
        <Trouble refused={doing.refused} />
      </SaleForm>
      <button type="button" class="button quiet" disabled={doing.busy} onClick={visit}>
        {till.member.visit}
      </button>
      <button type="button" class="button plain" onClick={again}>
        {till.member.another}
      </button>
    </>
  );
}

function Visited({ again }: { again: () => void }) {
  const { till } = useWords();
  return (
    <>
      <h1 class="title">{till.member.visited}</h1>
      <button type="button" class="button main" onClick={again}>
        {till.done.next}
      </button>
    </>
  );
}

/** Whose card it is, and what can be used. */
export function CustomerLine({ customer }: { customer: Pick<Customer, 'name' | 'tail' | 'spendable' | 'pending'> }) {
  const { till } = useWords();
  return (
    <section class="sheet padded">
      <p>
        <b>{customer.name}</b> <span class="second">••••{customer.tail}</span>
      </p>
      <p class="second">
        {till.member.spendable} <b class="large">{till.pt(customer.spendable)}</b>
      </p>
      {customer.pending > 0 ? <p class="small">{till.member.pending(customer.pending)}</p> : null}
    </section>
  );
}

function PreviewStep({ step, next }: { step: Extract<Step, { at: 'preview' }>; next: (step: Step) => void }) {
  const { till } = useWords();
  const doing = useDoing();
  const { customer, sale, told } = step;
  const sell = () =>
    doing.run(async () => {
      keep(sale);
      const sold = await sellNow(sale);
      forget();
      next({ at: 'done', told: sold });
    });
  const { earned, availableAt, totalYen, used } = told.receipt;
  return (
    <>
      <h1 class="title">{till.preview.heading}</h1>
      <p class="second">
        {customer.name} ••••{customer.tail}
      </p>
      <dl class="sheet sums">
        <Sum label={till.preview.total} figure={till.yen(totalYen)} />
        {used > 0 ? <Sum label={till.preview.use} figure={till.pt(used)} /> : null}
        <Sum label={till.preview.pay} figure={till.yen(told.payYen)} strong />
        <Sum
          label={till.preview.earn}
          hint={earned > 0 && availableAt ? till.preview.from(availableAt) : undefined}
          figure={till.pt(earned)}
        />
        <Sum label={till.preview.left} figure={till.pt(told.spendable)} />
      </dl>
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button main" disabled={doing.busy} onClick={sell}>
          {till.preview.confirm}
        </button>
        <button type="button" class="button plain" onClick={() => next({ at: 'sale', customer, sale })}>
          {till.preview.back}
        </button>
      </div>
    </>
  );
}

function Done({ told, again }: { told: Told; again: () => void }) {
  const { till } = useWords();
  return (
    <>
      <div>
        <h1 class="title">{told.fresh ? till.done.heading : till.done.again}</h1>
        <p class="lead">{till.done.lead}</p>
      </div>
      <ReceiptView receipt={told.receipt} />
      <p class="second">
        {till.preview.left} <b>{till.pt(told.spendable)}</b>
      </p>
      <button type="button" class="button main" onClick={again}>
        {till.done.next}
      </button>
    </>
  );
}
