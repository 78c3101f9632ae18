import { useWords } from './parts.tsx';
import type { Receipt } from './till-client.ts';

/** A label and a figure. */
export function Sum({
  label,
  figure,
  hint,
  strong,
}: {
  label: string;
  figure: string;
  hint?: string;
  strong?: boolean;
}) {
  return (
    <div class={strong ? 'sum strong' : 'sum'}>
      <dt>
        {label}
        {hint ? <small>{hint}</small> : null}
      </dt>
      <dd>{figure}</dd>
    </div>
  );
}

/** What was bought, what came back, and the points of both. */
export function ReceiptView({ receipt }: { receipt: Receipt }) {
  const { till } = useWords();
  const named = receipt.lines.reduce((sum, line) => sum + line.amountYen, 0);
  const unnamed = receipt.totalYen - named;
  return (
    <dl class="sheet sums">
      {receipt.lines.map((line) => (
        <Sum
          key={line.lineId}
          label={line.name}
          hint={till.receipt.pieces(line.quantity)}
          figure={till.yen(line.amountYen)}
        />
      ))}
      {unnamed > 0 ? <Sum label={till.receipt.unnamed} figure={till.yen(unnamed)} /> : null}
      <Sum label={till.preview.total} figure={till.yen(receipt.totalYen)} strong />
      {receipt.used > 0 ? <Sum label={till.receipt.used} figure={till.pt(receipt.used)} /> : null}
      <Sum
        label={till.receipt.earned}
        hint={receipt.earned > 0 && receipt.availableAt ? till.preview.from(receipt.availableAt) : undefined}
        figure={till.pt(receipt.earned)}
      />
      {receipt.returnedYen > 0 ? <Sum label={till.receipt.returned} figure={till.yen(receipt.returnedYen)} /> : null}
    </dl>
  );
}
