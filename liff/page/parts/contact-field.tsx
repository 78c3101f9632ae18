export type ContactKind = 'phone' | 'mail';

type ContactFieldProps = {
  id: string;
  legend: string;
  kinds: Record<ContactKind, string>;
  fields: Record<ContactKind, string>;
  kind: ContactKind;
  set: (kind: ContactKind) => void;
};

/** Where a code is to be sent: a phone or a mail, in a field called `value`. */
export function ContactField({ id, legend, kinds, fields, kind, set }: ContactFieldProps) {
  return (
    <>
      <fieldset class="segments">
        <legend class="hidden">{legend}</legend>
        {(['phone', 'mail'] as const).map((name) => (
          <label key={name}>
            <input type="radio" name="kind" checked={name === kind} onChange={() => set(name)} />
            <span>{kinds[name]}</span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for={id}>{fields[kind]}</label>
        <input
          id={id}
          name="value"
          key={kind}
          type={kind === 'phone' ? 'tel' : 'email'}
          autoComplete={kind === 'phone' ? 'tel' : 'email'}
          maxLength={254}
          required
        />
      </div>
    </>
  );
}
