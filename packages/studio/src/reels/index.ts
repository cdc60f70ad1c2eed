export { ReelsPage } from "./reels-page.tsx";
