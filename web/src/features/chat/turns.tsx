import { memo, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Answer } from "./answer.tsx";
import { FollowUps } from "./follow-ups.tsx";
import { answerOf, feedbackOf, type OpenCitation, type Turn } from "./messages.ts";
import { Question } from "./question.tsx";
import { RunningAnswer } from "./running-answer.tsx";
import styles from "./turns.module.css";
import { Versions } from "./versions.tsx";

interface Props {
  readonly turns: readonly Turn[];
  readonly scroll: RefObject<HTMLElement | null>;
  readonly open: OpenCitation | null;
  readonly onOpen: (cite: OpenCitation | null) => void;
  readonly isBusy: boolean;
}

const AT_FIRST = 14;
/** In one frame: more would be felt. */
const AT_ONCE = 2;
/** Rows are drawn when the reader is so near to them, long before they come into sight. */
const AHEAD_PX = 8_000;

/** The end of the conversation; what is above it is drawn a few rows at a time while one scrolls up, so that a long one opens as fast as a short one. */
export function Turns({ turns, scroll, open, onOpen, isBusy }: Props): ReactNode {
  const [shown, setShown] = useState(AT_FIRST);
  const from = Math.max(0, turns.length - shown);
  useNearTop(scroll, from, () => setShown((before) => before + AT_ONCE));
  useStayAtTop(scroll, from);
  const latest = useRef(onOpen);
  useEffect(() => {
    latest.current = onOpen;
  });
  const [openFrom] = useState(() => (runId: string, marker: number) => latest.current({ runId, marker }));
  const last = turns.at(-1);
  return (
    <>
      {turns.slice(from).map(({ key, message, versions }) => (
        <Row
          key={key}
          turn={{ key, message, versions }}
          marker={open !== null && open.runId === message.runId ? open.marker : null}
          onOpen={openFrom}
        />
      ))}
      {last?.message.runId !== undefined && last.message.runId !== null && !isBusy && <FollowUps runId={last.message.runId} />}
    </>
  );
}

/** Tells, once a frame, that the reader is near the first row that is drawn, as long as there are others above it. */
function useNearTop(scroll: Props["scroll"], from: number, tell: () => void): void {
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => {
    const node = scroll.current;
    if (node === null || from === 0) return;
    // Browsers tell of scrolling once a frame.
    const look = (): void => {
      if (node.scrollTop < AHEAD_PX) latest.current();
    };
    const frame = requestAnimationFrame(look);
    node.addEventListener("scroll", look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      node.removeEventListener("scroll", look);
    };
  }, [scroll, from]);
}

/** Browsers keep the view where it is when something is added above it, but not at the very top. */
function useStayAtTop(scroll: Props["scroll"], from: number): void {
  const height = useRef(0);
  useLayoutEffect(() => {
    const node = scroll.current;
    if (node === null) return;
    if (node.scrollTop === 0 && height.current > 0 && node.scrollHeight > height.current)
      node.scrollTop = node.scrollHeight - height.current;
    height.current = node.scrollHeight;
  }, [scroll, from]);
}

interface RowProps {
  readonly turn: Turn;
  /** The citation of this answer that is open. */
  readonly marker: number | null;
  readonly onOpen: (runId: string, marker: number) => void;
}

const Row = memo(
  ({ turn: { message, versions }, marker, onOpen }: RowProps) => (
    <div className={styles.row} data-role={message.role}>
      {message.role === "user" ? (
        <Question message={message} versions={versions} />
      ) : (
        <AnswerRow {...{ message, versions, marker, onOpen }} />
      )}
    </div>
  ),
  (one, other) =>
    one.turn.message === other.turn.message &&
    one.marker === other.marker &&
    one.turn.versions.length === other.turn.versions.length &&
    one.turn.versions.every((version, index) => version.id === other.turn.versions[index]?.id),
);

function AnswerRow({ message, versions, marker, onOpen }: Pick<Turn, "message" | "versions"> & Omit<RowProps, "turn">): ReactNode {
  const { t } = useTranslation();
  const answer = answerOf(message);
  if (answer === null) return null;
  const { runId } = answer;
  const cites = { open: marker, onOpen: (next: number) => onOpen(runId, next) };
  return (
    <>
      {versions.length > 1 && (
        <div className={styles.versions}>
          <Versions message={message} versions={versions} label={t("chat.versionsOfAnswer")} />
        </div>
      )}
      {answer.state === "running" ? (
        <RunningAnswer key={runId} runId={runId} {...cites} />
      ) : (
        <Answer key={runId} answer={answer} feedback={feedbackOf(message)} {...cites} />
      )}
    </>
  );
}
