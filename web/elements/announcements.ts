/**
 * Tells other elements, in this page and in other tabs of its origin, that something was changed. A message has only the client's
 * id, or another subject's name: whoever shows it reads again with the rights of its own user.
 */
export class Announcements {
  private channel: BroadcastChannel | undefined;
  private readonly heard: (subject: string) => void;

  constructor(heard: (subject: string) => void) {
    this.heard = heard;
  }

  open(): void {
    this.channel ??= new BroadcastChannel("prior-auth-tracker");
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") this.heard(data);
    };
  }

  /** Everybody but the caller hears it. */
  tell(subject: string): void {
    this.channel?.postMessage(subject);
  }

  close(): void {
    this.channel?.close();
    this.channel = undefined;
  }
}
