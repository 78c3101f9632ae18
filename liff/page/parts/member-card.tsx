import { useEffect, useRef, useState } from 'hono/jsx/dom';
import { useWords } from '../speech.tsx';
import { Cord } from './knot.tsx';

type Face = { name: string; memberNumber: string; barcode: string; homeStore: string | null };

/** The member's card as an envelope: the name on its own line, the cord tied across, the code to scan on white. */
export function MemberCard({ name, memberNumber, barcode, homeStore }: Face) {
  const words = useWords();
  const told = words.name(name);
  return (
    <section class="sheet card" aria-label={words.home.card}>
      <div class="card-head">
        <p class="small">
          <span>{words.home.card}</span>
          <span>{homeStore}</span>
        </p>
        <h2 class="card-name mincho">
          {told.before ? <span>{told.before}</span> : null}
          {told.name}
          {told.after ? <span>{told.after}</span> : null}
        </h2>
      </div>
      <Cord />
      <div class="code">
        <Bars svg={barcode} label={words.home.barcode(memberNumber)} />
        <p>{memberNumber.replace(/(\d{4})(?=\d)/g, '$1 ')}</p>
      </div>
    </section>
  );
}

/** The bars, every module a whole number of device pixels wide, as wide as there is room for. */
function Bars({ svg, label }: { svg: string; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [, modules = '99', height = '24'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  useEffect(() => {
    const resize = () => setWidth(wholeWidth(Number(modules), place.current?.clientWidth ?? 0));
    resize();
    addEventListener('resize', resize);
    return () => removeEventListener('resize', resize);
  }, [modules]);
  const sized = svg.replace(
    '<svg ',
    `<svg role="img" aria-label="${label}" shape-rendering="crispEdges" width="${width}" height="${(width * Number(height)) / Number(modules)}" `,
  );
  return <div ref={place} dangerouslySetInnerHTML={{ __html: sized }} />;
}

function wholeWidth(modules: number, room: number): number {
  const ratio = devicePixelRatio || 1;
  return (modules * Math.max(1, Math.floor((room * ratio) / modules))) / ratio;
}
