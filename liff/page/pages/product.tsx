import { useEffect } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useLoaded } from '../loaded.ts';
import { Await, SubPage, Title } from '../parts/frame.tsx';
import { Picture, ReasonBox, StaffWord } from '../parts/goods.tsx';
import { useWords } from '../speech.tsx';

/** The page of one of the goods. That it was looked at is a fact, told once for each time the page is opened. */
export function ProductPage({ code, toLine }: { code: string; toLine: () => void }) {
  const words = useWords();
  const loaded = useLoaded(() => answerOf(api.recommend.products[':code'].$get({ param: { code } })), code);
  const seen = loaded.value?.product.code;
  useEffect(() => {
    if (!seen) return;
    const viewId = crypto.randomUUID();
    // Nobody waits for this: a view that could not be told is not worth a word to the member.
    api.recommend.products[':code'].view.$post({ param: { code: seen }, json: { viewId } }).catch(() => {});
  }, [seen]);
  return (
    <SubPage title={words.product.title} up="/recommend">
      <Await loaded={loaded} outline={[240, 80, 160]}>
        {({ product, reason }) => (
          <>
            <div class="sheet hero">
              <Picture of={product} />
              <div class="told">
                <Title>{product.name}</Title>
                <p class="split second">
                  <span>{product.summary}</span>
                  <span class="price">{words.yen(product.priceYen)}</span>
                </p>
                {reason ? <ReasonBox reason={reason} /> : null}
                {reason ? <StaffWord reason={reason} /> : null}
              </div>
            </div>
            {product.story ? (
              <section>
                <h2>{words.product.story}</h2>
                <p class="told-long">{product.story}</p>
              </section>
            ) : null}
            {product.usage ? (
              <section>
                <h2>{words.product.usage}</h2>
                <p class="told-long">{product.usage}</p>
              </section>
            ) : null}
            {product.care.length > 0 ? (
              <section>
                <h2>{words.product.care}</h2>
                <ul class="care told-long">
                  {product.care.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </section>
            ) : null}
            <section class="stack-small">
              <p class="second">{words.product.try}</p>
              <button type="button" class="button main" onClick={toLine}>
                {words.product.talk}
              </button>
            </section>
          </>
        )}
      </Await>
    </SubPage>
  );
}
