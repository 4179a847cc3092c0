// Imported by the desk: brings the words of previews and manual dials in.
import { addMessages } from './index'
import { en } from './dial.en'
import { zh } from './dial.zh'

addMessages(zh, en)
