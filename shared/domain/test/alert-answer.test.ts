import { alertAnswer, takeIt } from '../alert-answer.ts';

describe('an answer to an alert', () => {
  it.each([
    ['1', 1],
    [' 1. ', 1],
    ['1️⃣', 1],
    ['12', 12],
    [takeIt.es, 0],
    ['lo tomo!', 0],
    ['YO ME ENCARGO', 0],
    [takeIt.en, 0],
    [takeIt.pt, 0],
    ['0', null],
    ['100', null],
    ['1 valija', null],
    ['ok', null],
    ['¿a qué hora sale mi vuelo?', null],
    ['', null],
  ])('reads %j as %j', (text, answer) => {
    expect(alertAnswer(text)).toBe(answer);
  });
});
