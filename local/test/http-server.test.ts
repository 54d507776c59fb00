import { connect, type Socket } from 'node:net';
import { startHttpServer } from '#local/http-server.ts';

/** A connection that sends `text` and never closes; resolves with what came until it was closed. */
const talk = (port: number, text: string): { socket: Socket; closed: Promise<string> } => {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((done) => socket.once('close', () => done(received)));
  socket.write(text);
  return { socket, closed };
};

describe('the HTTP server', () => {
  it('says whose connection a request came by', async () => {
    const server = await startHttpServer('127.0.0.1', 0);
    server.use((_, peer) => new Response(peer));
    const answer = await fetch(`http://127.0.0.1:${server.port}/`);
    expect(await answer.text()).toBe('127.0.0.1');
    await server.close();
  });

  it('ends connections of one address beyond its share, and serves the others', async () => {
    const server = await startHttpServer('127.0.0.1', 0);
    server.use(() => new Response('served'));
    const idle = Array.from({ length: 300 }, () => talk(server.port, 'GET / HTTP/1.1\r\n'));
    const ended = Array.from({ length: 44 }, () => Promise.race(idle.map(({ closed }) => closed)));
    await Promise.all(ended);
    const other = connect({ port: server.port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    const answer = await new Promise<string>((done) => {
      other.once('data', (chunk: Buffer) => done(chunk.toString()));
      other.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    for (const { socket } of idle) socket.destroy();
    other.destroy();
    await server.close();
  });

  it('ends a connection that does not send its headers', async () => {
    const server = await startHttpServer('127.0.0.1', 0);
    const { closed } = talk(server.port, 'GET / HTTP/1.1\r\nHost: loc');
    expect(await closed).toMatch(/^HTTP\/1\.1 408 /);
    await server.close();
  }, 20_000);
});
