import { optionsOf, typedValue } from '../../slack/elements.ts';
import { asItems, asText, isItem } from '../../slack/fields.ts';
import type { Item } from '../../slack/types.ts';
import type { ElementProps } from './elements.tsx';
import { Glyph } from './glyphs.tsx';
import { TextObject } from './text.tsx';

type FieldProps = ElementProps & { actionId: string; held: unknown; change: (value: unknown) => void };

/** A line or box to type into: text, mail, address, number. */
export function TextField({ element, held, change, blockId, actionId, labelledBy }: FieldProps) {
  const value = String(held ?? element.initial_value ?? '');
  const common = {
    class: 'sl-field',
    value,
    placeholder: textOf(element.placeholder),
    'aria-labelledby': labelledBy,
    name: `${blockId}/${actionId}`,
    onInput: (event: Event) => change((event.target as HTMLInputElement).value),
  };
  if (element.multiline === true) return <textarea {...common} rows={4} />;
  const types: Record<string, string> = { number_input: 'text', email_text_input: 'email', url_text_input: 'url' };
  const numeric = element.type === 'number_input' ? { inputMode: 'numeric' as const } : {};
  return <input {...common} {...numeric} type={types[String(element.type)] ?? 'text'} autocomplete="off" />;
}

/** A list to choose one (or several) of, as the browser's own list. */
export function Select({ desk, element, held, change, labelledBy }: FieldProps) {
  const several = element.type === 'multi_static_select';
  const chosen = chosenValues(element, held);
  const read = (select: HTMLSelectElement) => [...select.selectedOptions].map((option) => option.value).filter(Boolean);
  const onChange = (event: Event) => {
    const values = read(event.target as HTMLSelectElement);
    change(several ? values : (values[0] ?? null));
  };
  return (
    <span class={`sl-select ${several ? 'sl-several' : ''}`}>
      <select aria-labelledby={labelledBy} multiple={several} onChange={onChange}>
        {several ? null : (
          <option value="" selected={chosen.length === 0} disabled={chosen.length > 0}>
            {textOf(element.placeholder) || desk.words.choose}
          </option>
        )}
        {groupsOf(element).map(({ label, options }) => {
          const shown = options.map((option) => (
            <option value={String(option.value)} selected={chosen.includes(String(option.value))}>
              {textOf(option.text)}
            </option>
          ));
          return label ? <optgroup label={label}>{shown}</optgroup> : shown;
        })}
      </select>
      {several ? null : <Glyph name="chevron" size={18} />}
    </span>
  );
}

/** Radio buttons or checkboxes with their descriptions. */
export function ChoiceList({ desk, element, held, change, blockId, actionId, labelledBy }: FieldProps) {
  const several = element.type === 'checkboxes';
  const chosen = chosenValues(element, held);
  const toggle = (value: string, on: boolean) => {
    if (!several) return change(value);
    change(on ? [...chosen, value] : chosen.filter((one) => one !== value));
  };
  return (
    <fieldset class="sl-choices" aria-labelledby={labelledBy}>
      {optionsOf(element).map((option) => (
        <label class="sl-choice">
          <input
            type={several ? 'checkbox' : 'radio'}
            name={`${blockId}/${actionId}`}
            checked={chosen.includes(String(option.value))}
            onChange={(event: Event) => toggle(String(option.value), (event.target as HTMLInputElement).checked)}
          />
          <span class="sl-choice-words">
            <TextObject desk={desk} text={option.text} />
            {option.description ? (
              <small>
                <TextObject desk={desk} text={option.description} />
              </small>
            ) : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A day or a time of day. */
export function DateField({ desk, element, held, change, labelledBy }: FieldProps) {
  const isDay = element.type === 'datepicker';
  const value = asText(held) ?? asText(isDay ? element.initial_date : element.initial_time) ?? '';
  return (
    <input
      class="sl-field sl-date"
      type={isDay ? 'date' : 'time'}
      value={value}
      aria-labelledby={labelledBy}
      aria-label={labelledBy ? undefined : textOf(element.placeholder) || desk.words.chooseDate}
      onChange={(event: Event) => change((event.target as HTMLInputElement).value || null)}
    />
  );
}

/** A list of the people of the workspace. */
export function PeopleSelect({ desk, element, held, change, labelledBy }: FieldProps) {
  const value = asText(held) ?? asText(element.initial_user) ?? '';
  return (
    <span class="sl-select">
      <select
        aria-labelledby={labelledBy}
        onChange={(event: Event) => change((event.target as HTMLSelectElement).value)}
      >
        <option value="" selected={value === ''} disabled={value !== ''}>
          {textOf(element.placeholder) || desk.words.choose}
        </option>
        {desk.people.map((person) => (
          <option value={person.id} selected={person.id === value}>
            {person.realName}
          </option>
        ))}
      </select>
      <Glyph name="chevron" size={18} />
    </span>
  );
}

function textOf(object: unknown): string {
  return isItem(object) ? (asText(object.text) ?? '') : '';
}

function chosenValues(element: Item, held: unknown): string[] {
  const value = typedValue(element, held);
  const options = [value?.selected_option, ...asItems(value?.selected_options)].filter(isItem);
  return options.map((option) => String(option.value));
}

function groupsOf(element: Item): { label: string; options: Item[] }[] {
  const groups = asItems(element.option_groups);
  if (groups.length === 0) return [{ label: '', options: asItems(element.options) }];
  return groups.map((group) => ({ label: textOf(group.label), options: asItems(group.options) }));
}
