// Requests to the program this page came from. The cookie it set goes along by itself.

export class RequestError extends Error {
  constructor(
    readonly status: number, // 0: no answer
    message: string,
  ) {
    super(message);
  }
}

async function errorText(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === "string") return error;
  } catch {
    // Plain text, then.
  }
  return text.trim() || `the program answered ${answer.status}`;
}

// Throws a RequestError; an aborted request throws what fetch throws.
export async function request<T>(path: string, options: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...options, credentials: "same-origin", redirect: "error" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new RequestError(0, "the program does not answer");
  }
  if (!answer.ok) throw new RequestError(answer.status, await errorText(answer));
  return (await answer.json()) as T;
}

export function post<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}
