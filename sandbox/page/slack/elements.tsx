import { useState } from 'hono/jsx/dom';
import { asText } from '../../slack/fields.ts';
import type { Item } from '../../slack/types.ts';
import { useConfirm } from './confirm.tsx';
import type { Desk } from './desk.ts';
import { Glyph } from './glyphs.tsx';
import { ChoiceList, DateField, PeopleSelect, Select, TextField } from './inputs.tsx';
import type { Surface } from './surface.ts';
import { TextObject } from './text.tsx';

export type ElementProps = { desk: Desk; surface: Surface; element: Item; blockId: string; labelledBy?: string };

/** Any interactive element, in an actions block, beside a section, or in an input block (`inForm`: it does not act at once). */
export function InteractiveElement(props: ElementProps & { inForm?: boolean }) {
  const { element, surface, blockId, inForm } = props;
  const actionId = asText(element.action_id) ?? '';
  const change = (value: unknown) => {
    const given = surface.hold(blockId, actionId, value);
    if (!inForm) void surface.press(actionId, { blockId, choice: value, given });
  };
  const held = surface.held(blockId, actionId);
  const field = { ...props, actionId, held, change };
  switch (element.type) {
    case 'button':
      return <Button {...props} actionId={actionId} />;
    case 'overflow':
      return <Overflow {...props} actionId={actionId} />;
    case 'static_select':
    case 'multi_static_select':
      return <Select {...field} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <ChoiceList {...field} />;
    case 'datepicker':
    case 'timepicker':
      return <DateField {...field} />;
    case 'users_select':
      return <PeopleSelect {...field} />;
    default:
      return <TextField {...field} />;
  }
}

function Button({ desk, surface, element, blockId, actionId }: ElementProps & { actionId: string }) {
  const [busy, setBusy] = useState(false);
  const { guard, dialog } = useConfirm(desk, element.confirm);
  const press = async () => {
    setBusy(true);
    await surface.press(actionId, { blockId, given: surface.given() });
    setBusy(false);
    if (typeof element.url === 'string') desk.actions.followLink(element.url);
  };
  const look = element.style === 'primary' ? 'sl-primary' : element.style === 'danger' ? 'sl-danger' : '';
  return (
    <>
      <button
        type="button"
        class={`sl-button ${look}`}
        aria-label={asText(element.accessibility_label)}
        aria-busy={busy ? 'true' : 'false'}
        onClick={() => {
          if (!busy) guard(() => void press());
        }}
      >
        <TextObject desk={desk} text={element.text} />
      </button>
      {dialog}
    </>
  );
}

function Overflow({ desk, surface, element, blockId, actionId }: ElementProps & { actionId: string }) {
  const [open, setOpen] = useState(false);
  const { guard, dialog } = useConfirm(desk, element.confirm);
  const options = (element.options ?? []) as Item[];
  const choose = (option: Item) => {
    setOpen(false);
    guard(() => void surface.press(actionId, { blockId, choice: option.value, given: surface.given() }));
    if (typeof option.url === 'string') desk.actions.followLink(option.url);
  };
  return (
    <span class="sl-overflow">
      <button
        type="button"
        class="sl-button sl-icon-button"
        aria-label={desk.words.more}
        aria-expanded={open ? 'true' : 'false'}
        onClick={() => setOpen(!open)}
      >
        <Glyph name="more" />
      </button>
      {open ? (
        <span class="sl-menu" role="menu">
          {options.map((option) => (
            <button type="button" role="menuitem" onClick={() => choose(option)}>
              <TextObject desk={desk} text={option.text} />
            </button>
          ))}
        </span>
      ) : null}
      {dialog}
    </span>
  );
}
