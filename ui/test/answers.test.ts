import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AnswerSaver, QUIET_MS } from "../src/api/answers";
import type { Answers, RunView } from "../src/generated/contract";
import { answers, runAt } from "./stories/run";

/** A save that the test lets finish when it wants. */
function heldSave() {
  const sent: Answers[] = [];
  const waiting: { finish: () => void; fail: () => void }[] = [];
  const save = (toSend: Answers) =>
    new Promise<RunView>((resolve, reject) => {
      sent.push(toSend);
      waiting.push({
        finish: () => resolve(runAt("application", { answers: toSend })),
        fail: () => reject({ code: "unreachable", message: "no answer" }),
      });
    });
  return { sent, waiting, save };
}

describe("answers are kept as they are typed", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("waits for a short quiet, then sends once", async () => {
    const { sent, save } = heldSave();
    const saver = new AnswerSaver(answers, save);
    for (const name of ["S", "Se", "Sen"]) saver.edit({ name });
    await vi.advanceTimersByTimeAsync(QUIET_MS - 1);
    expect(sent, "the person is still typing").toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.map(({ name }) => name), "one save for one burst").toEqual(["Sen"]);
  });

  it("has one save under way at a time, and the last words win", async () => {
    const { sent, waiting, save } = heldSave();
    const saver = new AnswerSaver(answers, save);
    saver.edit({ name: "first" });
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    saver.edit({ name: "second" });
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    saver.edit({ name: "third" });
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    expect(sent, "the first save is still under way").toHaveLength(1);
    waiting[0]?.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ name }) => name), "what was typed in between is sent as it stands at the end").toEqual(["first", "third"]);
    waiting[1]?.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(saver.read()).toMatchObject({ pending: false, kept: 2 });
  });

  it("never lets a slow answer replace what was typed since", async () => {
    const { waiting, save } = heldSave();
    const saver = new AnswerSaver(answers, save);
    saver.edit({ name: "old" });
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    saver.edit({ name: "new" });
    waiting[0]?.finish();
    await vi.advanceTimersByTimeAsync(0);
    saver.adopt({ ...answers, name: "old" });
    expect(saver.read().answers.name, "the box shows the person's own text").toBe("new");
  });

  it("keeps the text when saving fails, and sends it again when asked", async () => {
    const { sent, waiting, save } = heldSave();
    const saver = new AnswerSaver(answers, save);
    saver.edit({ name: "kept" });
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    waiting[0]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(saver.read()).toMatchObject({ pending: true, error: { code: "unreachable" }, answers: { name: "kept" } });
    const again = saver.flush();
    waiting[1]?.finish();
    await again;
    expect(sent).toHaveLength(2);
    expect(saver.read()).toMatchObject({ pending: false, error: undefined });
  });
});
