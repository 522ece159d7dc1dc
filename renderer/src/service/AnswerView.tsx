import type { Answer } from '#contract/model';
import { duration, joined } from '../ui/figures.ts';
import { Scrolls } from '../ui/Scrolls.tsx';
import { Status } from '../ui/Status.tsx';
import { headline, pretty } from './answer.ts';
import classes from './TryIt.module.css';

/** Characters of an answer that are drawn; what a model says can be megabytes. */
const most = 20_000;

/** What came back: the one thing it says, where it says one, its status and time, and all of it as text. */
export function AnswerView({ answer }: { readonly answer: Answer }) {
  const { status, ms, body } = answer;
  const isFine = status < 400;
  const main = isFine ? headline(body) : null;
  const text = pretty(body);
  return (
    <div className={classes.given}>
      <div className={classes.main}>
        {main && <bdi className={main.value.length > 10 ? classes.label : classes.big}>{main.value}</bdi>}
        <div>
          {main?.aside && <p className="small second">{main.aside}</p>}
          {isFine ? (
            <p className="small second">
              {status} in {joined(duration(ms))}
            </p>
          ) : (
            <Status kind="warn" word={`${status} in ${joined(duration(ms))}`} />
          )}
        </div>
      </div>
      <details className={classes.all} open={main === null}>
        <summary className="small">{text === '' ? 'The body is empty' : 'The whole answer'}</summary>
        {text !== '' && (
          <Scrolls as="pre" className={`code ${classes.text}`}>
            <bdi>{text.slice(0, most)}</bdi>
            {text.length > most && `\n… ${(text.length - most).toLocaleString('en-US')} more characters`}
          </Scrolls>
        )}
      </details>
    </div>
  );
}
