import { useEffect, useState } from 'hono/jsx/dom';
import type { Complaint } from '../../slack/elements.ts';
import type { ShownView } from '../../slack/view-model.ts';
import { Blocks } from './blocks.tsx';
import type { Desk } from './desk.ts';
import { Glyph } from './glyphs.tsx';
import { useSurface } from './surface.ts';
import { TextObject } from './text.tsx';
import { useDialog } from './use-dialog.ts';

/** The modal on top of a person's stack; `deep` when others lie beneath it. */
export function Modal({ desk, view, deep }: { desk: Desk; view: ShownView; deep: boolean }) {
  const { words, actions } = desk;
  const [busy, setBusy] = useState(false);
  const [complaints, setComplaints] = useState<Record<string, Complaint>>({});
  const complaintAt = (blockId: string) => {
    const own = complaints[blockId];
    return own ? words.complaints[own] : view.errors?.[blockId];
  };
  const surface = useSurface((actionId, gesture) => actions.press({ viewId: view.id }, actionId, gesture), complaintAt);
  const leave = () => void actions.close(view.id);
  const dialog = useDialog(leave);
  const submit = async () => {
    setBusy(true);
    setComplaints(await actions.submit(view.id, surface.given()));
    setBusy(false);
  };
  useEffect(() => {
    dialog.current?.querySelector('.sl-wrong')?.scrollIntoView({ block: 'center' });
  }, [complaints, view.errors]);

  return (
    <div class="sl-veil">
      <div class="sl-modal" role="dialog" aria-modal="true" aria-labelledby="sl-modal-title" tabIndex={-1} ref={dialog}>
        <header key="head" class="sl-modal-head">
          {deep ? (
            <button type="button" class="sl-button sl-icon-button" aria-label={words.back} onClick={leave}>
              <Glyph name="back" />
            </button>
          ) : (
            <span class="sl-app-icon sl-modal-icon">{desk.appIcon}</span>
          )}
          <h2 id="sl-modal-title">
            <TextObject desk={desk} text={view.title} />
          </h2>
          <button type="button" class="sl-button sl-icon-button" aria-label={words.close} onClick={leave}>
            <Glyph name="close" />
          </button>
        </header>
        {view.trouble ? (
          <p key="trouble" class="sl-trouble" role="alert">
            <Glyph name="warn" size={18} />
            {words.trouble[view.trouble]}
          </p>
        ) : null}
        <div key="body" class="sl-modal-body" aria-busy={busy ? 'true' : 'false'}>
          <Blocks desk={desk} surface={surface} blocks={view.blocks} />
        </div>
        {view.submit || view.close ? (
          <footer key="foot" class="sl-modal-foot">
            <button type="button" class="sl-button" onClick={leave}>
              {view.close ? <TextObject desk={desk} text={view.close} /> : words.cancel}
            </button>
            {view.submit ? (
              <button type="button" class="sl-button sl-primary" disabled={busy} onClick={() => void submit()}>
                <TextObject desk={desk} text={view.submit} />
              </button>
            ) : null}
          </footer>
        ) : null}
      </div>
    </div>
  );
}
