/**
 * Tells the other elements, in this page and in other tabs of its origin, that something of a client was changed. Carries
 * the client's id alone; whoever shows that client reads anew with the rights of its own user.
 */
export class Announcements {
  private channel: BroadcastChannel | undefined;
  private readonly heard: (clientId: string) => void;

  constructor(heard: (clientId: string) => void) {
    this.heard = heard;
  }

  open(): void {
    this.channel ??= new BroadcastChannel("prior-auth-tracker");
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") this.heard(data);
    };
  }

  /** Everybody but the caller hears it. */
  tell(clientId: string): void {
    this.channel?.postMessage(clientId);
  }

  close(): void {
    this.channel?.close();
    this.channel = undefined;
  }
}
