declare module 'hls.js/light' {
  export { default, Events } from 'hls.js';
}
