import { describe, expect, test } from 'vitest';
import { letterbox, mapBox } from './letterbox';

describe('letterbox', () => {
  test('a picture of the same shape fills the element', () => {
    expect(letterbox(640, 360, 1280, 720)).toEqual({ x: 0, y: 0, width: 640, height: 360 });
  });
  test('a portrait picture gets bars left and right', () => {
    expect(letterbox(640, 360, 720, 1280)).toEqual({ x: 218.75, y: 0, width: 202.5, height: 360 });
  });
  test('a wide picture gets bars above and below', () => {
    expect(letterbox(400, 400, 1000, 500)).toEqual({ x: 0, y: 100, width: 400, height: 200 });
  });
  test('a picture of unknown size is taken to fill the element', () => {
    expect(letterbox(400, 300, 0, 0)).toEqual({ x: 0, y: 0, width: 400, height: 300 });
  });
});

describe('mapBox', () => {
  const picture = { x: 100, y: 0, width: 200, height: 400 };
  test('a box lands inside the picture, not the element', () => {
    expect(mapBox([0.5, 0.25, 0.25, 0.5], picture)).toEqual({ x: 200, y: 100, width: 50, height: 200 });
  });
  test('a box that reaches beyond the picture is cut at its edge', () => {
    expect(mapBox([-0.125, 0.875, 0.25, 0.25], picture)).toEqual({ x: 100, y: 350, width: 25, height: 50 });
  });
  test('a box outside the picture is nothing', () => {
    expect(mapBox([1.1, 0, 0.2, 0.2], picture)).toBeNull();
  });
});
