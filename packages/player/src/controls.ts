/** The elements of media-chrome that the player is made of, one by one: all of them would be half as large again. */
import "media-chrome/media-controller";
import "media-chrome/media-control-bar";
import "media-chrome/media-play-button";
import "media-chrome/media-mute-button";
import "media-chrome/media-volume-range";
import "media-chrome/media-time-display";
import "media-chrome/media-time-range";
import "media-chrome/media-preview-time-display";
import "media-chrome/media-pip-button";
import "media-chrome/media-fullscreen-button";
import "media-chrome/media-loading-indicator";
import "media-chrome/menu/media-captions-menu";
import "media-chrome/menu/media-captions-menu-button";
import "media-chrome/menu/media-rendition-menu";
import "media-chrome/menu/media-rendition-menu-button";
import "media-chrome/menu/media-playback-rate-menu";
import "media-chrome/menu/media-playback-rate-menu-button";
