/** Where the browser finds the WebAssembly file; bundled beside the page. */
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { setWasmLocation } from './backend';

setWasmLocation(new URL(wasmUrl, import.meta.url).href);
