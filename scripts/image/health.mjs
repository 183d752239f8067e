// Says by its exit code whether the server of this container is ready: the image has no curl.
const url = `http://127.0.0.1:${process.env.SMARTY_PORT ?? process.env.PORT ?? 3210}/readyz`;
const ready = await fetch(url, { signal: AbortSignal.timeout(4000) }).then(
  (answer) => answer.ok,
  () => false,
);
process.exitCode = ready ? 0 : 1;
